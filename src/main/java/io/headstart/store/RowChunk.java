package io.headstart.store;

import io.headstart.Progress;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.Objects;

/** Consecutive rows to be filled by a {@link RowSource}. */
public final class RowChunk {
  private final int from;
  private final int count;
  private final FloatBuffer rows;
  private final Progress.Task task;
  private final BitSet broken = new BitSet();

  /**
   * Makes a chunk to be filled.
   *
   * @param rows where the rows go, float32 [count, D]
   * @param task hears how many rows of all are done
   */
  public RowChunk(int from, int count, FloatBuffer rows, Progress.Task task) {
    this.from = from;
    this.count = count;
    this.rows = rows;
    this.task = task;
  }

  /** Returns the index of the first row. */
  public int from() {
    return from;
  }

  /** Returns how many rows there are, 1 or more. */
  public int count() {
    return count;
  }

  /**
   * Returns where the rows go, float32 [count, D] in row-major order. All of it must be put, from
   * position to limit, also for broken rows.
   */
  public FloatBuffer rows() {
    return rows;
  }

  /**
   * Marks a row as broken, its image being unreadable. The store writes zeros there and lists it.
   *
   * @param index counted from the first row of all, from .. from + count - 1
   */
  public void broken(int index) {
    broken.set(Objects.checkIndex(index - from, count));
  }

  /** Says how many rows of this chunk are done by now, for the progress bar. */
  public void done(int rowsOfThisChunk) {
    task.done((long) from + rowsOfThisChunk);
  }

  /** Returns the broken rows, counted from the first row of all, ascending. */
  public int[] broken() {
    return broken.stream().map(index -> from + index).toArray();
  }
}

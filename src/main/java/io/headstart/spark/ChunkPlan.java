package io.headstart.spark;

import io.headstart.spark.ChunkFolder.ChunkFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the rows of an entry are cut into chunks. A function of the entry and its batches alone, so
 * that chunks of a run that was killed serve the next one, on however many machines.
 *
 * @param rows of all but the last chunk
 * @param count rows of the entry
 */
record ChunkPlan(int rows, int count) {
  /** Rows a chunk at least: a minute of one core's work, as that is lost with a machine. */
  private static final int LEAST = 1024;

  /** Chunks of an entry at most: a scheduler and a folder bear so many. */
  private static final int MOST_CHUNKS = 16_384;

  /** Bytes of a chunk at most: it is in memory as a whole. */
  private static final long MOST_BYTES = 64L << 20;

  /**
   * Cuts.
   *
   * @param batch images a forward pass: every chunk but the last holds whole ones
   * @param rowBytes bytes of a row
   */
  static ChunkPlan of(int count, int batch, long rowBytes) {
    int step = (LEAST + batch - 1) / batch * batch;
    long steps = Math.max(1, (count + (long) MOST_CHUNKS * step - 1) / ((long) MOST_CHUNKS * step));
    long most = Math.max(1, MOST_BYTES / rowBytes / batch) * batch;
    return new ChunkPlan((int) Math.min(step * steps, most), count);
  }

  /** Returns how many rows the chunk has that starts at a row. */
  int countAt(int from) {
    return Math.min(rows, count - from);
  }

  /** Returns where the chunk starts that a row is in. */
  int start(int row) {
    return row / rows * rows;
  }

  /**
   * Returns the files for each chunk by its start: those that an attempt left, whole or not.
   *
   * @param files of which others, of another cut, are left out
   */
  Map<Integer, List<ChunkFile>> there(Collection<ChunkFile> files) {
    Map<Integer, List<ChunkFile>> there = new HashMap<>();
    for (ChunkFile file : files) {
      boolean fits = file.from() % rows == 0 && file.from() < count;
      if (fits && file.count() == countAt(file.from())) {
        there.computeIfAbsent(file.from(), from -> new ArrayList<>()).add(file);
      }
    }
    return new TreeMap<>(there);
  }

  /**
   * Returns the starts of the chunks that are not there, ascending.
   *
   * @param first row that is needed
   */
  List<Integer> missing(int first, Map<Integer, List<ChunkFile>> there) {
    List<Integer> missing = new ArrayList<>();
    for (long from = start(first); from < count; from += rows) {
      if (!there.containsKey((int) from)) {
        missing.add((int) from);
      }
    }
    return missing;
  }
}

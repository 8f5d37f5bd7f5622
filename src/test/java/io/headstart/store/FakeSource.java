package io.headstart.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes rows that tell where they belong, notes what it was asked, and can fail. */
final class FakeSource implements RowSource {
  /** Thrown instead of the chunk after the last allowed one. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash of the source");
    }
  }

  final List<Integer> asked = new ArrayList<>();
  private final int dimension;
  private final int allowedChunks;
  private final Set<Integer> broken;

  private FakeSource(int dimension, int allowedChunks, Set<Integer> broken) {
    this.dimension = dimension;
    this.allowedChunks = allowedChunks;
    this.broken = broken;
  }

  static FakeSource of(int dimension, Integer... broken) {
    return new FakeSource(dimension, Integer.MAX_VALUE, Set.of(broken));
  }

  FakeSource failingAfter(int chunks) {
    return new FakeSource(dimension, chunks, broken);
  }

  static float value(int row, int column) {
    return row * 3.5f + column;
  }

  @Override
  public void fill(RowChunk chunk) {
    if (asked.size() == allowedChunks) {
      throw new Crash();
    }
    asked.add(chunk.from());
    for (int row = chunk.from(); row < chunk.from() + chunk.count(); row++) {
      if (broken.contains(row)) {
        chunk.broken(row);
      }
      for (int column = 0; column < dimension; column++) {
        chunk.rows().put(value(row, column));
      }
    }
  }
}

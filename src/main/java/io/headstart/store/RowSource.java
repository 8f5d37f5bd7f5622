package io.headstart.store;

/** What makes features, for example a backbone reading images. */
@FunctionalInterface
public interface RowSource {
  /**
   * Fills one chunk of consecutive rows. Chunks are asked for in ascending order, from one thread;
   * rows that an earlier run completed are not asked for again. Whatever this throws ends the
   * production; finished chunks are kept.
   */
  void fill(RowChunk chunk);

  /** Returns the rows that are best made together; chunks hold a multiple of it where they can. */
  default int batch() {
    return 1;
  }
}

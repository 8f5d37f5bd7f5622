package io.headstart.tracking;

/** One search, followed by one tracker. Called by one thread at a time. */
public interface SearchTracker {
  /** Hears of a trial that is done; of one it had before nothing comes. */
  void trial(TrackedTrial trial);

  /**
   * Hears that all trials are done.
   *
   * @param winner name of the best one
   */
  void finish(String winner);

  /** Hears that the search ends before all trials are done; of no consequence after its end. */
  void stop();
}

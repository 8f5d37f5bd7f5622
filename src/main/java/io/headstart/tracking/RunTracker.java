package io.headstart.tracking;

import io.headstart.run.History;
import io.headstart.run.RunFolder;
import java.util.function.Supplier;

/** One run, followed by one tracker. Called by one thread at a time. */
public interface RunTracker {
  /** Hears of the history as it is now; rows it had before are among it. */
  void history(History history);

  /**
   * Hears of the end.
   *
   * @param run all files of the run
   * @param images places of some images among each other; computed only where it is asked for
   */
  void finish(RunFolder run, Supplier<Embedding> images);

  /** Hears that the run was stopped, and may go on another day. */
  void stop();

  /** Hears that the run ended in a failure; of no consequence after its end. */
  void fail();
}

package io.headstart.breaking;

import java.io.IOException;

/** A way to break things. */
interface Part {
  /** Returns how many disturbances the long run makes. */
  int usual();

  /**
   * Disturbs, and notes what is not as it must be.
   *
   * @param count about how many disturbances
   */
  void run(Bench bench, int count) throws IOException, InterruptedException;
}

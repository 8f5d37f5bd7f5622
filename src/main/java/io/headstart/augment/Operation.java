package io.headstart.augment;

import io.headstart.RandomStream;

/**
 * One named change of an image that keeps its size.
 *
 * <p>An operation is immutable, works on images of every size from 1x1 up, and gives the same bits
 * on every machine: its numbers come from the stream alone, and where transcendental functions
 * decide pixels they are {@link StrictMath}'s.
 */
interface Operation {
  /** Changes the image in place. */
  void apply(Frame frame, RandomStream random);

  /**
   * Returns name, version and all parameters, for example {@code rotation/1 degrees=-15.0..15.0
   * padding=reflect}. The text is part of cache keys: whoever changes the pixels an operation gives
   * must raise its version.
   */
  String describe();
}

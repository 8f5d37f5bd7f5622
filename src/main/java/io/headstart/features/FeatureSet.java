package io.headstart.features;

import java.nio.FloatBuffer;

/** The features of one image set, in its order: float32 [N, D]. Safe for several threads. */
public interface FeatureSet {
  /** Returns the name of the image set. */
  String name();

  /** Returns how many images there are, broken ones included: N. */
  int count();

  /** Returns how many features an image has: D. */
  int dimension();

  /** Returns whether the image could be read; the features of a broken one are 0. */
  boolean isValid(int index);

  /**
   * Copies the features of some images to the target's position and moves it on.
   *
   * @param indices each 0 .. N - 1, in any order
   */
  void gather(int[] indices, FloatBuffer target);
}

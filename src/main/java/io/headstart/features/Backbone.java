package io.headstart.features;

import java.nio.FloatBuffer;
import java.util.Map;

/** A frozen function from images to features. */
public interface Backbone extends AutoCloseable {
  /** Returns how many features an image of that size has: D. */
  int dimension(int height, int width);

  /** Returns the images a call of {@link #features} should bring. */
  int batchSize();

  /**
   * Returns all that decides the features of an image beside its bytes, for the store's key:
   * weights, preprocessing, arithmetic, version of the program that computes them.
   */
  Map<String, String> identity();

  /** Returns the arithmetic used: {@code float32} or {@code bfloat16}. */
  String precision();

  /**
   * Computes features.
   *
   * @param pixels uint8 [count, height, width, 3]
   * @param count images in {@code pixels}, at most {@link #batchSize()}
   * @param features receives float32 [count, D] from its position on
   */
  void features(byte[] pixels, int count, int height, int width, FloatBuffer features);

  @Override
  void close();
}

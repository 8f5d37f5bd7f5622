package io.headstart.backbone;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A frozen function from images to features, open and ready. Used by one thread at a time, unless
 * it says otherwise.
 */
public interface Backbone extends AutoCloseable {
  /** Returns what it is: its family, its input, where its weights came from. */
  BackboneDescription description();

  /** Returns how many features an image of that size in pixels has: D. */
  int dimension(int height, int width);

  /** Returns those whose features stand side by side in this one's; itself where it is one. */
  default List<Backbone> parts() {
    return List.of(this);
  }

  /** Returns the images a call of {@link #features} should bring. */
  int batchSize();

  /** Returns whether several threads may compute features at the same time. */
  default boolean isConcurrent() {
    return false;
  }

  /** Returns how many images a second its forward passes make here, where that was measured. */
  default OptionalDouble imagesPerSecond() {
    return OptionalDouble.empty();
  }

  /**
   * Returns all that decides the features of an image beside its bytes, for the store's key:
   * weights, preprocessing, arithmetic, version of the program that computes them.
   */
  default Map<String, String> identity() {
    return description().identity();
  }

  /**
   * Computes features.
   *
   * @param pixels uint8 [count, height, width, 3], red first
   * @param count images in {@code pixels}, at most {@link #batchSize()}
   * @param features receives float32 [count, D] from its position on
   */
  void features(byte[] pixels, int count, int height, int width, FloatBuffer features);

  @Override
  void close();
}

package io.headstart.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** The network itself: prepared images in, features out. */
public interface Forward extends AutoCloseable {
  /**
   * Computes features.
   *
   * @param scratch owns the result
   * @param images [N, 3, size, size] on the device, resized and normalized
   * @return float32 [N, D]
   */
  NDArray features(NDManager scratch, NDArray images);

  /** Returns whether several threads may compute features at the same time. */
  default boolean isConcurrent() {
    return true;
  }

  @Override
  void close();
}

package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.TorchRuntime;

/**
 * Logit adjustment of Menon et al., "Long-tail learning via logit adjustment", ICLR 2021, equation
 * 10: while training, tau * log(share of the class) is added to each output, so that the outputs
 * themselves come to serve the balanced error.
 */
final class LogitAdjustment {
  private LogitAdjustment() {}

  /** Returns what is added, [C], in the type of the features; empty where tau is 0. */
  static NDArray of(NDManager manager, TrainingData data, double tau) {
    float[] added = tau == 0 ? new float[0] : values(data.counts(), tau);
    try (NDArray wide = manager.create(added, new Shape(added.length))) {
      return TorchRuntime.copy(wide, data.features().array().getDataType());
    }
  }

  /** A class without images counts as one of a single image: the logarithm of 0 is no number. */
  static float[] values(int[] counts, double tau) {
    double images = 0;
    for (int count : counts) {
      images += Math.max(1, count);
    }
    float[] values = new float[counts.length];
    for (int c = 0; c < counts.length; c++) {
      values[c] = (float) (tau * Math.log(Math.max(1, counts[c]) / images));
    }
    return values;
  }
}

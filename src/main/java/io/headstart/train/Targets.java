package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.config.TrainSettings;
import io.headstart.engine.TorchRuntime;
import java.util.Arrays;

/** The wanted class probabilities of every training row, with smoothing and class weights. */
final class Targets {
  private Targets() {}

  /** Returns float32 [images * (copies + 1), C], in the type of the features. */
  static NDArray of(NDManager manager, TrainingData data, TrainSettings settings) {
    int classes = data.classes();
    int images = data.images();
    double[] weights = weights(data, settings);
    float spread = (float) (settings.labelSmoothing() / classes);
    float[] rows = new float[images * (data.copies() + 1) * classes];
    for (int row = 0; row < images * (data.copies() + 1); row++) {
      int label = data.labels()[row % images];
      float weight = (float) weights[label] * data.weight(row % images);
      Arrays.fill(rows, row * classes, (row + 1) * classes, spread * weight);
      rows[row * classes + label] += (float) (1 - settings.labelSmoothing()) * weight;
    }
    Shape shape = new Shape(rows.length / classes, classes);
    try (NDArray wide = manager.create(rows, shape)) {
      return TorchRuntime.copy(wide, data.features().array().getDataType());
    }
  }

  /** Balanced: images / (classes * images of the class), as scikit-learn defines it. */
  private static double[] weights(TrainingData data, TrainSettings settings) {
    double[] weights = new double[data.classes()];
    Arrays.fill(weights, 1);
    if (settings.classWeights() == TrainSettings.ClassWeights.BALANCED) {
      int[] counts = new int[weights.length];
      for (int label : data.labels()) {
        counts[label]++;
      }
      for (int c = 0; c < weights.length; c++) {
        weights[c] =
            counts[c] == 0 ? 0 : (double) data.images() / ((double) weights.length * counts[c]);
      }
    }
    return weights;
  }
}

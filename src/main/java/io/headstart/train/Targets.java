package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.Failure;
import io.headstart.config.ClassWeights;
import io.headstart.config.TrainSettings;
import io.headstart.engine.TorchRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

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

  private static double[] weights(TrainingData data, TrainSettings settings) {
    ClassWeights wanted = settings.classWeights();
    double[] weights = new double[data.classes()];
    switch (wanted.rule()) {
      case NONE -> Arrays.fill(weights, 1);
      case BALANCED -> balanced(weights, data);
      case NAMED -> {
        requireKnown(wanted.named().keySet(), data.names());
        Arrays.setAll(weights, c -> wanted.named().getOrDefault(data.names().get(c), 1.0));
      }
    }
    return weights;
  }

  /** Images / (classes * images of the class), as scikit-learn defines it. */
  private static void balanced(double[] weights, TrainingData data) {
    int[] counts = data.counts();
    for (int c = 0; c < weights.length; c++) {
      weights[c] =
          counts[c] == 0 ? 0 : (double) data.images() / ((double) weights.length * counts[c]);
    }
  }

  private static void requireKnown(Set<String> named, List<String> classes) {
    List<String> unknown = named.stream().filter(name -> !classes.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Failure.usage("train.class-weights names classes that the images do not have")
          .received("%s", String.join(", ", unknown))
          .accepted("%s", String.join(", ", classes))
          .next("correct the names, or leave them out: a class without a weight has 1")
          .build();
    }
  }
}

package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.config.TrainSettings;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import java.util.Arrays;
import java.util.List;

/** Moves rows of the flat [heads, P] buffers between Java and the device. */
final class FlatParameters {
  private FlatParameters() {}

  static NDArray upload(NDManager manager, double[][] rows, DataType type) {
    double[] all = new double[rows.length * rows[0].length];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(rows[k], 0, all, k * rows[0].length, rows[0].length);
    }
    try (NDArray wide = manager.create(all, new Shape(rows.length, rows[0].length))) {
      return TorchRuntime.copy(wide, type);
    }
  }

  /**
   * Returns what each parameter is multiplied with before it is added to its gradient (or taken off
   * itself, where the optimizer has a decay of its own): float [heads, P], or empty when nothing
   * decays.
   */
  static NDArray decay(NDManager manager, List<HeadRun> runs, MlpShape shape, DataType type) {
    double[][] rows = new double[runs.size()][shape.parameters()];
    boolean any = false;
    for (int k = 0; k < rows.length; k++) {
      TrainSettings train = runs.get(k).train();
      double factor = train.optimizer().decay().orElse(HeadTrainer.l2Gradient(train));
      any |= factor > 0;
      for (MlpShape.Layer layer : shape.layout()) {
        int end = train.l2Biases() ? layer.end() : layer.biasOffset();
        Arrays.fill(rows[k], layer.offset(), end, factor);
      }
    }
    return any ? upload(manager, rows, type) : manager.zeros(new Shape(0), type);
  }

  static float[] row(NDArray flat, int head) {
    if (flat.isEmpty()) {
      return new float[0];
    }
    try (NDArray row = flat.get(head);
        NDArray copy = TorchRuntime.copy(row, DataType.FLOAT32)) {
      return copy.toFloatArray();
    }
  }

  static void setRow(NDArray flat, int head, float[] values) {
    if (values.length == 0 && flat.isEmpty()) {
      return;
    }
    if (flat.isEmpty() || values.length != flat.getShape().get(1)) {
      throw new IllegalArgumentException("a state of another optimizer or shape");
    }
    try (NDArray row = flat.getManager().create(values)) {
      flat.set(new NDIndex(head), row);
    }
  }
}

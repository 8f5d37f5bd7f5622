package io.headstart.train;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.engine.TorchRuntime;
import java.nio.FloatBuffer;

/** Small training sets for tests. */
final class TestRows {
  private TestRows() {}

  static DeviceRows upload(TorchRuntime torch, float[] values, int dimension) {
    return DeviceRows.upload(
        torch,
        new DeviceRows.Source() {
          @Override
          public int count() {
            return values.length / dimension;
          }

          @Override
          public int dimension() {
            return dimension;
          }

          @Override
          public void copy(int from, int count, FloatBuffer target) {
            target.put(values, from * dimension, count * dimension);
          }
        });
  }

  /** Rows of float64, exactly as given. */
  static DeviceRows wide(TorchRuntime torch, double[][] values) {
    return DeviceRows.ofDoubles(torch, values);
  }

  /** Draws rows whose class shows in their first features. */
  static TrainingData draw(TorchRuntime torch, int rows, int dimension, int classes) {
    RandomStream random = RandomStream.of(1, "test");
    float[] x = new float[rows * dimension];
    int[] y = new int[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = random.nextInt(classes);
      for (int j = 0; j < dimension; j++) {
        x[i * dimension + j] = (float) (random.nextGaussian() + (j == y[i] ? 2 : 0));
      }
    }
    return new TrainingData(upload(torch, x, dimension), y, classes, 0, TrainOn.ORIGINAL);
  }
}

package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.Failure;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Scaling;
import io.headstart.engine.TorchScript;
import io.headstart.model.InputTransform;
import java.util.Optional;

/**
 * Fits the head's {@link InputTransform} on the training split: square root, mean, deviation,
 * principal components. Sums are kept in float64 and taken a chunk of rows at a time.
 */
public final class TransformFit {
  private static final int CHUNK = 4096;

  private TransformFit() {}

  /**
   * Fits what the settings ask for.
   *
   * @param rows the training split; unchanged
   */
  public static InputTransform fit(DeviceRows rows, FeatureSettings settings) {
    NDArray features = rows.array();
    boolean center =
        settings.standardize()
            || settings.pca().isPresent()
            || (settings.isPixels() && settings.scaling() == Scaling.MEAN_IMAGE);
    if (!center) {
      return settings.squareRoot() ? InputTransform.SQUARE_ROOT : InputTransform.IDENTITY;
    }
    try (NDManager manager = features.getManager().newSubManager()) {
      Statistics statistics = new Statistics(manager, features, settings.squareRoot());
      double[] mean = statistics.mean();
      Optional<float[]> scale = Optional.empty();
      if (settings.standardize()) {
        scale = Optional.of(statistics.inverseDeviation(mean));
      }
      InputTransform centered =
          new InputTransform(
              settings.squareRoot(), Optional.of(floats(mean)), scale, Optional.empty());
      if (settings.pca().isEmpty()) {
        return centered;
      }
      float[] components = statistics.components(centered, settings.pca().get());
      return new InputTransform(
          settings.squareRoot(), centered.mean(), centered.scale(), Optional.of(components));
    }
  }

  /**
   * Checks what can be known before any work is done: there are no more components than rows or
   * features.
   */
  public static void check(FeatureSettings settings, int rows, int dimension) {
    int most = Math.min(rows, dimension);
    settings
        .pca()
        .flatMap(FeatureSettings.Pca::components)
        .filter(wanted -> wanted > most)
        .ifPresent(
            wanted -> {
              throw Failure.usage("features.pca.components asks for too much")
                  .received("%d components of %d images with %d features", wanted, rows, dimension)
                  .accepted("at most %d, the smaller of images and features", most)
                  .next("lower features.pca.components, or train on more images")
                  .build();
            });
  }

  private interface ChunkFunction {
    /** Gives a float64 array of fixed shape for some rows, in {@code scratch}. */
    NDArray of(NDManager scratch, NDArray rows);
  }

  /** Sums over the rows, or over the roots of what they hold. */
  private record Statistics(NDManager manager, NDArray features, boolean squareRoot) {
    private NDArray sum(Shape shape, ChunkFunction f) {
      NDArray total = manager.zeros(shape, DataType.FLOAT64);
      long rows = features.getShape().get(0);
      for (long from = 0; from < rows; from += CHUNK) {
        try (NDManager scratch = manager.newSubManager()) {
          NDIndex part = new NDIndex("{}:{}", from, Math.min(rows, from + CHUNK));
          NDArray chunk = features.get(scratch, part);
          total.addi(f.of(scratch, squareRoot ? InputTransform.root(chunk) : chunk));
        }
      }
      return total;
    }

    double[] mean() {
      long rows = features.getShape().get(0);
      Shape shape = new Shape(features.getShape().get(1));
      NDArray total =
          sum(shape, (scratch, part) -> part.toType(DataType.FLOAT64, false).sum(new int[] {0}));
      return total.divi(rows).toDoubleArray();
    }

    /** A feature that never changes keeps the scale 1: dividing by 0 would make it infinite. */
    float[] inverseDeviation(double[] mean) {
      long rows = features.getShape().get(0);
      Shape shape = new Shape(features.getShape().get(1));
      NDArray center = manager.create(mean);
      NDArray total =
          sum(
              shape,
              (scratch, part) -> {
                NDArray distance = part.toType(DataType.FLOAT64, false).subi(center);
                return distance.muli(distance).sum(new int[] {0});
              });
      double[] variance = total.divi(rows).toDoubleArray();
      float[] scale = new float[variance.length];
      for (int i = 0; i < scale.length; i++) {
        scale[i] = variance[i] < 1e-24 ? 1 : (float) (1 / Math.sqrt(variance[i]));
      }
      return scale;
    }

    float[] components(InputTransform centered, FeatureSettings.Pca pca) {
      int dimension = (int) features.getShape().get(1);
      // What is summed are the roots already.
      InputTransform affine =
          new InputTransform(false, centered.mean(), centered.scale(), Optional.empty());
      NDArray covariance =
          sum(
              new Shape(dimension, dimension),
              (scratch, part) -> {
                NDArray rows = affine.apply(part.duplicate());
                return rows.transpose().matMul(rows).toType(DataType.FLOAT64, false);
              });
      covariance.divi(features.getShape().get(0));
      try (TorchScript program =
          TorchScript.compile(manager, "/io/headstart/train/eigen.torchscript")) {
        NDList result = program.call(manager, "eigen", covariance);
        double[] values = result.get(0).toDoubleArray();
        int count = pca.components().orElseGet(() -> enough(values, pca.variance().orElseThrow()));
        NDArray chosen = result.get(1).get(new NDIndex(":, {}:", dimension - count));
        NDArray rows = chosen.transpose().flip(0).toType(DataType.FLOAT32, true);
        return rows.toFloatArray();
      }
    }
  }

  /** Returns how many of the largest eigenvalues hold the share of their sum. */
  private static int enough(double[] ascending, double share) {
    double total = 0;
    for (double value : ascending) {
      total += Math.max(0, value);
    }
    double held = 0;
    int count = 0;
    while (count < ascending.length && held < share * total) {
      count++;
      held += Math.max(0, ascending[ascending.length - count]);
    }
    return Math.max(1, count);
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}

package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.Failure;
import io.headstart.calibrate.ClassDistance;
import io.headstart.engine.TorchScript;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Fits a {@link ClassDistance} on training features: the covariance within the classes, shrunk
 * towards a multiple of the identity, and the directions in which the classes' means differ most
 * for it.
 */
public final class ClassDistanceFit {
  /** The covariance of more takes gigabytes and minutes. */
  private static final int MOST_FEATURES = 4096;

  /** Directions in which the means differ less than this, in deviations, tell nothing apart. */
  private static final double LEAST_VARIANCE = 1e-6;

  private final NDManager manager;
  private final NDArray features;
  private final int[] counts;
  private final NDArray labels;
  private final NDArray means;

  private ClassDistanceFit(NDManager manager, NDArray features, int[] labels, int classes) {
    this.manager = manager;
    this.features = features;
    this.counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    this.labels = manager.create(labels);
    this.means = means();
  }

  /**
   * Fits.
   *
   * @param rows the training split, through the head's transform: [N, D], unchanged
   * @param labels of the first rows: [n], n up to N
   * @param classes C
   * @throws Failure when there are too many features, or fewer than two classes with images
   */
  public static ClassDistance fit(DeviceRows rows, int[] labels, int classes) {
    if (rows.dimension() > MOST_FEATURES) {
      throw Failure.usage("calibrate.outliers cannot be had with so many features")
          .received("%,d features an image", rows.dimension())
          .accepted("up to %,d", MOST_FEATURES)
          .next("set features.pca, or calibrate.outliers: null")
          .build();
    }
    try (NDManager manager = rows.array().getManager().newSubManager()) {
      NDArray some = rows.array().get(manager, new NDIndex(":{}", labels.length));
      return new ClassDistanceFit(manager, some, labels, classes).fit();
    }
  }

  private ClassDistance fit() {
    int images = (int) features.getShape().get(0);
    int dimension = (int) features.getShape().get(1);
    try (TorchScript program =
        TorchScript.compile(manager, "/io/headstart/train/eigen.torchscript")) {
      NDList within = program.call(manager, "eigen", shrunk(within(), images));
      NDArray whitening =
          within.get(1).mul(within.get(0).sqrt().reshape(1, dimension).pow(-1)); // [D, D]
      NDArray shares = shares(images);
      NDArray middle = shares.matMul(means); // [1, D]
      NDArray apart = means.sub(middle).mul(shares.transpose().sqrt()).matMul(whitening); // [C, D]
      NDList between = program.call(manager, "eigen", apart.matMul(apart.transpose()));
      int first = firstAbove(between.get(0).toDoubleArray(), LEAST_VARIANCE);
      NDArray variances = between.get(0).get(new NDIndex("{}:", first)); // [K]
      NDArray vectors = between.get(1).get(new NDIndex(":, {}:", first)); // [C, K]
      NDArray directions =
          whitening.matMul(
              apart.transpose().matMul(vectors).div(variances.sqrt().reshape(1, -1))); // [D, K]
      return new ClassDistance(
          floats(directions.transpose()),
          floats(present().matMul(directions)),
          floats(middle.matMul(directions)),
          floats(variances.add(1)));
    }
  }

  private static int firstAbove(double[] ascending, double least) {
    int first = (int) Arrays.stream(ascending).filter(value -> !(value > least)).count();
    if (first == ascending.length) {
      throw Failure.usage("calibrate.outliers needs classes that differ")
          .received("features whose means are the same for all classes with images")
          .accepted("two classes or more, with other features")
          .next("set calibrate.outliers: null")
          .build();
    }
    return first;
  }

  /** The classes' means, float64 [C, D]; 0 for a class without images. */
  private NDArray means() {
    Shape shape = new Shape(counts.length, features.getShape().get(1));
    NDArray sums =
        TransformFit.sum(
            manager,
            features,
            shape,
            (scratch, from, part) ->
                oneHot(scratch, from, part)
                    .transpose()
                    .matMul(part.toType(DataType.FLOAT64, false)));
    double[] some = Arrays.stream(counts).mapToDouble(count -> Math.max(1, count)).toArray();
    return sums.div(manager.create(some, new Shape(some.length, 1)));
  }

  private NDArray oneHot(NDManager scratch, long from, NDArray part) {
    NDArray own = labels.get(scratch, new NDIndex("{}:{}", from, from + part.getShape().get(0)));
    return own.oneHot(counts.length, DataType.FLOAT64);
  }

  /** The covariance within the classes, float64 [D, D]. */
  private NDArray within() {
    long dimension = features.getShape().get(1);
    NDArray total =
        TransformFit.sum(
            manager,
            features,
            new Shape(dimension, dimension),
            (scratch, from, part) -> {
              NDArray apart =
                  part.toType(DataType.FLOAT64, true)
                      .subi(oneHot(scratch, from, part).matMul(means));
              return apart.transpose().matMul(apart);
            });
    return total.divi(features.getShape().get(0));
  }

  /**
   * Oracle approximating shrinkage (Chen et al., "Shrinkage algorithms for MMSE covariance
   * estimation", 2010, equation 23): with few images the covariance has no inverse.
   */
  private static NDArray shrunk(NDArray covariance, int images) {
    int dimension = (int) covariance.getShape().get(0);
    NDArray identity = covariance.getManager().eye(dimension, dimension, 0, DataType.FLOAT64);
    double trace = covariance.mul(identity).sum().toDoubleArray()[0];
    double squares = covariance.mul(covariance).sum().toDoubleArray()[0];
    double share = shrinkage(trace, squares, images, dimension);
    double scale = Math.max(trace / dimension, Double.MIN_NORMAL);
    return covariance.mul(1 - share).addi(identity.muli(share * scale));
  }

  /**
   * Returns the share of the identity.
   *
   * @param trace of the covariance
   * @param squares sum of its squared elements
   * @param images it was taken of
   * @param dimension D
   */
  static double shrinkage(double trace, double squares, int images, int dimension) {
    double of = 1 - 2.0 / dimension;
    double numerator = of * squares + trace * trace;
    double denominator = (images + of) * (squares - trace * trace / dimension);
    return denominator <= 0 ? 1 : Math.min(1, numerator / denominator);
  }

  /** Each class's share of the images, [1, C]. */
  private NDArray shares(int images) {
    double[] shares = Arrays.stream(counts).mapToDouble(count -> (double) count / images).toArray();
    return manager.create(shares, new Shape(1, shares.length));
  }

  /** The means of the classes that have images, [C', D]. */
  private NDArray present() {
    int[] present = IntStream.range(0, counts.length).filter(c -> counts[c] > 0).toArray();
    NDList rows = new NDList();
    for (int c : present) {
      rows.add(means.get(new NDIndex("{}:{}", c, c + 1)));
    }
    return NDArrays.concat(rows, 0);
  }

  private static float[] floats(NDArray wide) {
    return TransformFit.floats(wide.toDoubleArray());
  }
}

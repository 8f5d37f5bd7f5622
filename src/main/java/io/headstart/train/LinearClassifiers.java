package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Linear classifiers of the same rows, found without chance: the nearest class mean, and softmax
 * regression with a penalty on the weights. Several regressions, each without the rows of one fold,
 * cost little more than one.
 */
public final class LinearClassifiers implements AutoCloseable {
  /**
   * Half the factor of the weights' squares beside the mean cross-entropy. Of 0.0001, 0.001, 0.01,
   * 0.02 and 0.04 the one with the best accuracy on CIFAR-10's training images out of fold, on
   * standardized features of ResNet-18.
   */
  public static final double PENALTY = 0.01;

  private static final String PROGRAM = "/io/headstart/train/linear.torchscript";

  /** Steps of a regression, at most. */
  private static final int STEPS = 100;

  /** A step that lowers the loss by less than this share of it is the last. */
  private static final double TOLERANCE = 1e-4;

  /** Rows below which sharing the work does not pay. */
  private static final int SMALLEST_PART = 2048;

  private final NDManager manager;
  private final TorchScript program;
  private final int models;
  private final int classes;
  private final NDArray weights;
  private final NDArray biases;

  private LinearClassifiers(TorchRuntime torch, int models, int classes, int dimension) {
    this.manager = torch.manager().newSubManager();
    this.program = TorchScript.compile(manager, PROGRAM);
    this.models = models;
    this.classes = classes;
    this.weights = manager.zeros(new Shape(dimension, (long) models * classes));
    this.biases = manager.zeros(new Shape((long) models * classes));
  }

  /**
   * Returns the classifier that takes the class whose mean is nearest; no mean of a class without
   * rows is.
   *
   * @param labels [N], of the rows
   */
  static LinearClassifiers nearestMean(
      TorchRuntime torch, DeviceRows rows, int[] labels, int classes) {
    int dimension = rows.dimension();
    LinearClassifiers result = new LinearClassifiers(torch, 1, classes, dimension);
    try (NDManager scratch = result.manager.newSubManager()) {
      NDArray sums =
          result
              .program
              .call(scratch, "sums", rows.array(), labels(scratch, labels), classes)
              .get(0);
      double[] means = sums.toDoubleArray();
      int[] counts = counts(labels, classes);
      float[] weights = new float[dimension * classes];
      float[] biases = new float[classes];
      // |x - m|^2 is least where x m - |m|^2 / 2 is greatest.
      for (int c = 0; c < classes; c++) {
        double square = 0;
        for (int d = 0; d < dimension; d++) {
          double mean = counts[c] == 0 ? 0 : means[c * dimension + d] / counts[c];
          weights[d * classes + c] = (float) mean;
          square += mean * mean;
        }
        biases[c] = counts[c] == 0 ? Float.NEGATIVE_INFINITY : (float) (-square / 2);
      }
      fill(result.weights, weights);
      fill(result.biases, biases);
    }
    return result;
  }

  /**
   * Returns a softmax regression on all rows.
   *
   * @param labels [N], of the rows
   * @param l2 half the factor of the weights' squares beside the mean cross-entropy
   */
  static LinearClassifiers regression(
      TorchRuntime torch, DeviceRows rows, int[] labels, int classes, double l2) {
    int[] nowhere = new int[labels.length];
    Arrays.fill(nowhere, -1);
    return regressions(torch, rows, labels, classes, nowhere, 1, l2);
  }

  /**
   * Returns a softmax regression for each fold, on the rows of all others.
   *
   * @param labels [N], of the rows
   * @param folds [N]: the fold of each row, 0 .. count - 1; -1 trains all
   * @param l2 half the factor of the weights' squares beside the mean cross-entropy
   */
  public static LinearClassifiers regressions(
      TorchRuntime torch,
      DeviceRows rows,
      int[] labels,
      int classes,
      int[] folds,
      int count,
      double l2) {
    LinearClassifiers result = new LinearClassifiers(torch, count, classes, rows.dimension());
    try (NDManager scratch = result.manager.newSubManager()) {
      result.fit(torch, rows, labels(scratch, labels), shares(scratch, folds, count), l2);
    }
    return result;
  }

  private void fit(TorchRuntime torch, DeviceRows rows, NDArray labels, NDArray shares, double l2) {
    try (Blocks blocks = new Blocks(torch)) {
      int count = Math.max(1, Math.min(Blocks.parallel(torch), rows.count() / SMALLEST_PART));
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int from = (int) ((long) rows.count() * i / count);
        int to = (int) ((long) rows.count() * (i + 1) / count);
        parts.add(part(rows.array(), labels, shares, from, to));
      }
      Lbfgs.Objective loss = (point, gradient) -> loss(blocks, parts, l2, point, gradient);
      int variables = (int) (weights.size() + biases.size());
      set(Lbfgs.minimise(loss, variables, STEPS, TOLERANCE));
    }
  }

  /** Some of the rows, and room for their gradients. */
  private record Part(NDArray rows, NDArray labels, NDArray shares, NDList grads) {}

  private Part part(NDArray rows, NDArray labels, NDArray shares, int from, int to) {
    NDManager scratch = labels.getManager();
    NDIndex index = new NDIndex("{}:{}", from, to);
    return new Part(
        rows.get(scratch, index),
        labels.get(scratch, index),
        shares.get(scratch, index),
        new NDList(scratch.zeros(weights.getShape()), scratch.zeros(biases.getShape())));
  }

  private double loss(
      Blocks blocks, List<Part> parts, double l2, double[] point, double[] gradient) {
    set(point);
    double value = 0;
    for (double one : blocks.each(parts.size(), i -> loss(parts.get(i)))) {
      value += one;
    }
    int weightCount = (int) weights.size();
    for (int i = 0; i < weightCount; i++) {
      value += l2 / 2 * point[i] * point[i];
      gradient[i] = l2 * point[i];
    }
    Arrays.fill(gradient, weightCount, gradient.length, 0);
    for (Part part : parts) {
      add(part.grads().get(0).toFloatArray(), gradient, 0);
      add(part.grads().get(1).toFloatArray(), gradient, weightCount);
    }
    return value;
  }

  private double loss(Part part) {
    try (NDManager call = manager.newSubManager()) {
      NDArray losses =
          program
              .call(
                  call,
                  "gradients",
                  part.rows(),
                  part.labels(),
                  part.shares(),
                  weights,
                  biases,
                  part.grads())
              .get(0);
      return Arrays.stream(losses.toDoubleArray()).sum();
    }
  }

  private static void add(float[] values, double[] target, int from) {
    for (int i = 0; i < values.length; i++) {
      target[from + i] += values[i];
    }
  }

  private void set(double[] point) {
    float[] all = new float[point.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) point[i];
    }
    int split = (int) weights.size();
    fill(weights, Arrays.copyOf(all, split));
    fill(biases, Arrays.copyOfRange(all, split, all.length));
  }

  /** Not NDArray's own way: libtorch tells standard error that it is deprecated. */
  private static void fill(NDArray target, float[] values) {
    try (NDArray all = target.getManager().create(values, target.getShape())) {
      target.set(new NDIndex("{}:{}", 0, target.getShape().get(0)), all);
    }
  }

  /**
   * Returns class probabilities [N * C], row by row.
   *
   * @param model [N]: which regression answers for each row
   */
  public float[] probabilities(DeviceRows rows, int[] model) {
    try (NDManager scratch = manager.newSubManager()) {
      return program
          .call(
              scratch,
              "probabilities",
              rows.array(),
              weights,
              biases,
              labels(scratch, model),
              models)
          .get(0)
          .toFloatArray();
    }
  }

  /** Returns the most probable class of each row by the first classifier: [N]. */
  int[] predictions(DeviceRows rows) {
    float[] all = probabilities(rows, new int[rows.count()]);
    int[] predictions = new int[rows.count()];
    for (int i = 0; i < all.length; i++) {
      int row = i / classes;
      if (all[i] > all[row * classes + predictions[row]]) {
        predictions[row] = i % classes;
      }
    }
    return predictions;
  }

  private static NDArray labels(NDManager scratch, int[] labels) {
    return scratch.create(Arrays.stream(labels).asLongStream().toArray());
  }

  /** Returns what each row counts for in each regression's mean: [N, K]. */
  private static NDArray shares(NDManager scratch, int[] folds, int count) {
    int[] held = counts(Arrays.stream(folds).filter(fold -> fold >= 0).toArray(), count);
    float[] shares = new float[folds.length * count];
    for (int i = 0; i < shares.length; i++) {
      int fold = i % count;
      shares[i] = folds[i / count] == fold ? 0 : 1f / (folds.length - held[fold]);
    }
    return scratch.create(shares, new Shape(folds.length, count));
  }

  private static int[] counts(int[] values, int bins) {
    int[] counts = new int[bins];
    for (int value : values) {
      counts[value]++;
    }
    return counts;
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}

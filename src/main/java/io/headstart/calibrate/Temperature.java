package io.headstart.calibrate;

import io.headstart.metrics.Logits;

/**
 * Temperature scaling (Guo et al., "On calibration of modern neural networks", ICML 2017): all
 * logits are divided by one number, so that probabilities become honest and no answer changes.
 *
 * @param value above 0; above 1 makes probabilities less certain
 */
public record Temperature(double value) {
  /** What leaves probabilities as they are. */
  public static final Temperature ONE = new Temperature(1);

  private static final double LOWEST = 1e-3;
  private static final double HIGHEST = 1e3;
  private static final int HALVINGS = 60;

  /** Checks the range. */
  public Temperature {
    if (!(value >= LOWEST && value <= HIGHEST)) {
      throw new IllegalArgumentException("a temperature of " + value);
    }
  }

  /**
   * Finds the temperature with the least cross-entropy: a convex problem in its inverse, solved by
   * halving the interval in which the slope changes its sign.
   *
   * <p>A label counts 1 - 1/(N+2), the other classes share the rest, as Platt (1999) does: where
   * every image is right, certainty would otherwise have no end.
   *
   * @param scores logits, or logarithms of probabilities: float32 [N, C]
   * @param labels [N], one or more
   * @param classes C
   */
  public static Temperature fit(float[] scores, int[] labels, int classes) {
    if (labels.length == 0 || scores.length != labels.length * classes) {
      throw new IllegalArgumentException(
          scores.length + " scores and " + labels.length + " labels of " + classes + " classes");
    }
    double low = Math.log(1 / HIGHEST);
    double high = Math.log(1 / LOWEST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(scores, labels, classes, Math.exp(middle)) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Temperature(Math.min(HIGHEST, Math.max(LOWEST, Math.exp(-(low + high) / 2))));
  }

  /** The cross-entropy's derivative by the inverse temperature: expected less wanted logits. */
  private static double slope(float[] scores, int[] labels, int classes, double inverse) {
    double spread = classes == 1 ? 0 : 1.0 / (labels.length + 2);
    double slope = 0;
    for (int row = 0; row < labels.length; row++) {
      int start = row * classes;
      double[] p = Logits.softmax(scores, row, classes, inverse);
      double expected = 0;
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        expected += p[c] * scores[start + c];
        sum += scores[start + c];
      }
      double own = scores[start + labels[row]];
      double others = classes == 1 ? 0 : (sum - own) / (classes - 1);
      slope += expected - (1 - spread) * own - spread * others;
    }
    return slope;
  }

  /** Returns logits divided by it. */
  public float[] scaled(float[] scores) {
    float[] scaled = new float[scores.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (scores[i] / value);
    }
    return scaled;
  }

  /** Returns the calibrated class probabilities of one row, [C]. */
  public double[] probabilities(float[] scores, int row, int classes) {
    return Logits.softmax(scores, row, classes, 1 / value);
  }

  /** Returns the calibrated probability of the most probable class of every row, [N]. */
  public double[] confidences(float[] scores, int classes) {
    double[] confidences = new double[scores.length / classes];
    for (int row = 0; row < confidences.length; row++) {
      confidences[row] = confidence(scores, row, classes);
    }
    return confidences;
  }

  /** Returns the calibrated probability of the most probable class of a row, 0..1. */
  public double confidence(float[] scores, int row, int classes) {
    int best = Logits.topK(scores, row, classes, 1)[0];
    return probabilities(scores, row, classes)[best];
  }
}

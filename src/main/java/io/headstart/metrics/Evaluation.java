package io.headstart.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What metrics are computed from: one pass of a classifier over a set of images.
 *
 * @param crossEntropy the mean over the images in nats, without any penalty
 * @param confusion which class was taken for which
 * @param ranks [N]: how many classes have a higher score than the image's own; 0 is a hit
 */
public record Evaluation(double crossEntropy, ConfusionMatrix confusion, int[] ranks) {
  /** Checks that all is of the same images. */
  public Evaluation {
    if (ranks.length != confusion.total()) {
      throw new IllegalArgumentException(
          ranks.length + " ranks but a confusion matrix of " + confusion.total() + " images");
    }
  }

  /**
   * Evaluates logits.
   *
   * @param logits float32 [N, C], row by row
   * @param labels the true classes, [N]
   * @param classes C
   * @throws IllegalArgumentException if the sizes do not fit or a label is out of range
   */
  public static Evaluation of(float[] logits, int[] labels, int classes) {
    return new Evaluation(
        Logits.crossEntropy(logits, labels, classes),
        ConfusionMatrix.of(labels, Logits.predictions(logits, classes), classes),
        Logits.ranks(logits, labels, classes));
  }

  /** Returns the number of images. */
  public int count() {
    return ranks.length;
  }

  /** Returns the value of every metric. */
  public SetFigures figures() {
    Map<String, Double> values = new LinkedHashMap<>();
    Metrics.ALL.forEach(metric -> values.put(metric.name(), metric.of(this)));
    return new SetFigures(count(), values);
  }

  /** Returns the share predicted as what they are, 0..1. */
  public double accuracy() {
    return confusion.accuracy();
  }
}

package io.headstart.metrics;

/**
 * What a classifier reached on a set of images.
 *
 * @param count the number of images
 * @param accuracy the share predicted as what they are, 0..1
 * @param loss the mean cross-entropy in nats, without any penalty
 * @param confusion which class was taken for which
 */
public record Evaluation(int count, double accuracy, double loss, ConfusionMatrix confusion) {
  /** Checks that the figures are of the same images. */
  public Evaluation {
    if (count != confusion.total()) {
      throw new IllegalArgumentException(
          "count is " + count + " but the confusion matrix has " + confusion.total() + " images");
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
    double loss = Logits.crossEntropy(logits, labels, classes);
    ConfusionMatrix confusion =
        ConfusionMatrix.of(labels, Logits.predictions(logits, classes), classes);
    return new Evaluation(labels.length, confusion.accuracy(), loss, confusion);
  }

  /**
   * Returns the standard error of the accuracy, a fraction; see {@link #standardError(double,
   * int)}.
   */
  public double standardError() {
    return standardError(accuracy, count);
  }

  /**
   * Returns the standard error of an accuracy, sqrt(p(1-p)/n) of the binomial distribution: how far
   * it would scatter over other images of the same kind.
   *
   * @param accuracy p, 0..1
   * @param count n, the number of images; 0 gives 0
   */
  public static double standardError(double accuracy, int count) {
    return count == 0 ? 0 : Math.sqrt(accuracy * (1 - accuracy) / count);
  }
}

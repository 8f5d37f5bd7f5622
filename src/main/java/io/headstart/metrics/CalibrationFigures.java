package io.headstart.metrics;

/**
 * How honest a classifier's probabilities are on a set of images, before and after calibration, and
 * what comes of answering some images only.
 *
 * @param before the reliability of the probabilities as they were
 * @param after that of the calibrated ones
 * @param lossBefore mean cross-entropy in nats of the probabilities as they were
 * @param lossAfter that of the calibrated ones
 * @param curve risk over coverage by calibrated probability, of the images that are not novel
 * @param count images
 * @param answered those that are not unknown
 * @param correct those of the answered that are right
 * @param novel those of the unknown that are unlike the training images
 */
public record CalibrationFigures(
    Reliability before,
    Reliability after,
    double lossBefore,
    double lossAfter,
    RiskCoverage curve,
    int count,
    int answered,
    int correct,
    int novel) {

  /** Returns the share of the images that are unknown, 0..1; 0 without images. */
  public double unknownShare() {
    return count == 0 ? 0 : (double) (count - answered) / count;
  }

  /** Returns the share of the answered images that are right, 0..1; 1 where none is answered. */
  public double answeredAccuracy() {
    return answered == 0 ? 1 : (double) correct / answered;
  }
}

package io.headstart.calibrate;

import io.headstart.calibrate.Calibration.Reason;
import io.headstart.metrics.CalibrationFigures;
import io.headstart.metrics.Logits;
import io.headstart.metrics.Reliability;
import io.headstart.metrics.RiskCoverage;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Images with what a head says of them: what a calibration is learnt from, and measured on.
 *
 * @param scores logarithms of probabilities: float32 [N, C]
 * @param labels [N]
 * @param classes C
 * @param distances from the training images, [N]; empty where none is measured
 */
public record CalibrationSet(
    float[] scores, int[] labels, int classes, Optional<double[]> distances) {

  /**
   * Learns a calibration.
   *
   * @param maxError wanted share of wrong answers among the images answered
   * @param outliers share of these images that may be too novel, where distances are measured
   * @param nearest how they were measured
   */
  public Calibration fit(
      Optional<Double> maxError, Optional<Double> outliers, Optional<NearestImages> nearest) {
    Temperature temperature = Temperature.fit(scores, labels, classes);
    double[] confidences = temperature.confidences(scores, classes);
    Optional<Novelty> novelty =
        nearest.map(
            by ->
                Novelty.fit(
                    by,
                    Logits.predictions(scores, classes),
                    confidences,
                    distances.orElseThrow(),
                    outliers.orElseThrow()));
    Calibration near = new Calibration(temperature, Optional.empty(), novelty);
    RiskCoverage curve = figures(near).curve();
    Optional<Double> least =
        maxError.map(
            error ->
                curve
                    .within(error)
                    .map(RiskCoverage.Point::threshold)
                    // No image is certain enough.
                    .orElse(Math.nextUp(1.0)));
    return new Calibration(temperature, least, novelty);
  }

  /** Measures a calibration. */
  public CalibrationFigures figures(Calibration calibration) {
    int[] predicted = Logits.predictions(scores, classes);
    boolean[] right = new boolean[labels.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = predicted[i] == labels[i];
    }
    double[] before = Temperature.ONE.confidences(scores, classes);
    double[] after = calibration.temperature().confidences(scores, classes);
    int[] near =
        IntStream.range(0, labels.length)
            .filter(
                i ->
                    !calibration
                        .unknown(predicted[i], after[i], distance(i))
                        .equals(Optional.of(Reason.NOVEL)))
            .toArray();
    int[] answered =
        Arrays.stream(near)
            .filter(i -> calibration.unknown(predicted[i], after[i], distance(i)).isEmpty())
            .toArray();
    return new CalibrationFigures(
        Reliability.of(before, right),
        Reliability.of(after, right),
        Logits.crossEntropy(scores, labels, classes),
        Logits.crossEntropy(calibration.temperature().scaled(scores), labels, classes),
        RiskCoverage.of(
            Arrays.stream(near).mapToDouble(i -> after[i]).toArray(), chosen(right, near)),
        labels.length,
        answered.length,
        (int) Arrays.stream(answered).filter(i -> right[i]).count(),
        labels.length - near.length);
  }

  private OptionalDouble distance(int image) {
    return distances.isPresent()
        ? OptionalDouble.of(distances.get()[image])
        : OptionalDouble.empty();
  }

  private static boolean[] chosen(boolean[] all, int[] indices) {
    boolean[] chosen = new boolean[indices.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = all[indices[i]];
    }
    return chosen;
  }
}

package io.headstart.calibrate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a head learnt of its own certainty: how probabilities become honest, and which images it
 * does not know.
 *
 * @param temperature of its logits
 * @param leastConfidence images below this calibrated probability are unknown; empty for none
 * @param outliers images that are too far from all classes; empty where none is
 */
public record Calibration(
    Temperature temperature, Optional<Double> leastConfidence, Optional<Outliers> outliers) {

  /** Why an image is unknown. */
  public enum Reason {
    /** It could be of several classes. */
    UNCERTAIN,
    /** It is like no image the head was trained on. */
    FAR
  }

  /**
   * Which images are of no class.
   *
   * @param distance how far an image lies from the classes
   * @param farthest images beyond this distance are unknown
   */
  public record Outliers(ClassDistance distance, double farthest) {}

  /** Returns whether any image can be unknown. */
  public boolean refuses() {
    return leastConfidence.isPresent() || outliers.isPresent();
  }

  /**
   * Returns why an image is unknown; empty when it is known.
   *
   * @param confidence the calibrated probability of its most probable class
   * @param distance from the classes; empty where none is measured
   */
  public Optional<Reason> unknown(double confidence, OptionalDouble distance) {
    if (outliers.isPresent() && distance.orElseThrow() > outliers.get().farthest()) {
      return Optional.of(Reason.FAR);
    }
    return leastConfidence.filter(least -> confidence < least).map(least -> Reason.UNCERTAIN);
  }
}

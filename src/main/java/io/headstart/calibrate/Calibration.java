package io.headstart.calibrate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a head learnt of its own certainty: how probabilities become honest, and which images it
 * does not know.
 *
 * @param temperature of its logits
 * @param leastConfidence images below this calibrated probability are unknown; empty for none
 * @param novelty tells images of no class; empty where none is told
 */
public record Calibration(
    Temperature temperature, Optional<Double> leastConfidence, Optional<Novelty> novelty) {

  /** Why an image is unknown. */
  public enum Reason {
    /** It could be of several classes. */
    UNCERTAIN,
    /** It is unlike the training images of its class. */
    NOVEL
  }

  /** Returns whether any image can be unknown. */
  public boolean refuses() {
    return leastConfidence.isPresent() || novelty.isPresent();
  }

  /**
   * Returns how much an image looks like one of no class; empty where that is not told.
   *
   * @param predicted its most probable class
   * @param confidence the calibrated probability of that class
   * @param distance from the training images of that class; empty where it is not measured
   */
  public OptionalDouble novelty(int predicted, double confidence, OptionalDouble distance) {
    return novelty.isPresent()
        ? OptionalDouble.of(novelty.get().of(predicted, confidence, distance.orElseThrow()))
        : OptionalDouble.empty();
  }

  /** Returns why an image is unknown; empty when it is known. Arguments as for the novelty. */
  public Optional<Reason> unknown(int predicted, double confidence, OptionalDouble distance) {
    OptionalDouble novel = novelty(predicted, confidence, distance);
    if (novel.isPresent() && novel.getAsDouble() > novelty.get().greatest()) {
      return Optional.of(Reason.NOVEL);
    }
    return leastConfidence.filter(least -> confidence < least).map(least -> Reason.UNCERTAIN);
  }
}

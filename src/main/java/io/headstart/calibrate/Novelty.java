package io.headstart.calibrate;

import java.util.Arrays;

/**
 * How much an image looks like one of no class: how much the head doubts it and how far it lies
 * from the training images of its class, each in deviations from what is usual on the validation
 * images, added up. Each finds images that the other does not.
 *
 * @param nearest measures the distance
 * @param doubt what is usual of log(1 - calibrated probability)
 * @param distance what is usual of the distance
 * @param greatest images above this novelty are unknown
 */
public record Novelty(NearestImages nearest, Usual doubt, Usual distance, double greatest) {
  private static final double LEAST_DOUBT = 1e-6;

  /**
   * What is usual.
   *
   * @param mean of a figure over the validation images
   * @param deviation of it, above 0
   */
  public record Usual(double mean, double deviation) {
    static Usual of(double[] values) {
      double mean = Arrays.stream(values).average().orElse(0);
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      return new Usual(mean, Math.max(1e-9, Math.sqrt(squares / Math.max(1, values.length))));
    }

    double from(double value) {
      return (value - mean) / deviation;
    }
  }

  /**
   * Learns what is usual.
   *
   * @param confidences calibrated probabilities of validation images, [N], one or more
   * @param distances of the same images
   * @param share of them that may be above the greatest novelty
   */
  static Novelty fit(
      NearestImages nearest, double[] confidences, double[] distances, double share) {
    Usual doubt = Usual.of(Arrays.stream(confidences).map(Novelty::doubt).toArray());
    Novelty all = new Novelty(nearest, doubt, Usual.of(distances), Double.POSITIVE_INFINITY);
    double[] sorted = new double[distances.length];
    Arrays.setAll(sorted, i -> all.of(confidences[i], distances[i]));
    Arrays.sort(sorted);
    int beyond = (int) Math.floor(share * sorted.length);
    double greatest = sorted[Math.max(0, sorted.length - 1 - beyond)];
    return new Novelty(nearest, doubt, all.distance, greatest);
  }

  private static double doubt(double confidence) {
    return Math.log(Math.max(LEAST_DOUBT, 1 - confidence));
  }

  /**
   * Returns the novelty of an image.
   *
   * @param confidence calibrated probability of its most probable class
   * @param far its distance by {@link NearestImages}
   */
  public double of(double confidence, double far) {
    return doubt.from(doubt(confidence)) + distance.from(far);
  }
}

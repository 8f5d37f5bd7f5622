package io.headstart.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much an image looks like one of no class: how much the head doubts it and how far it lies
 * from the training images of its class, each in deviations from what is usual on the validation
 * images, added up. Each finds images that the other does not.
 *
 * <p>What doubt is usual differs by class: a head that is hardly ever in doubt of a truck has
 * reason to wonder at a car that it doubts a little, and none at a bird.
 *
 * @param nearest measures the distance
 * @param doubt what is usual of log(1 - calibrated probability) among images taken for a class: one
 *     a class, or one for all
 * @param distance what is usual of the distance
 * @param greatest images above this novelty are unknown
 */
public record Novelty(NearestImages nearest, List<Usual> doubt, Usual distance, double greatest) {
  private static final double LEAST_DOUBT = 1e-6;

  /** With fewer images taken for a class, what is usual is what is usual for all. */
  private static final int ENOUGH = 20;

  /** Checks that the sizes fit. */
  public Novelty {
    doubt = List.copyOf(doubt);
    if (doubt.size() != 1 && doubt.size() != nearest.usual().length) {
      throw new IllegalArgumentException(
          "doubts of %d classes, images of %d".formatted(doubt.size(), nearest.usual().length));
    }
  }

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
   * @param predicted classes that validation images are taken for, [N], one or more
   * @param confidences their calibrated probabilities
   * @param distances of the same images
   * @param share of them that may be above the greatest novelty
   */
  static Novelty fit(
      NearestImages nearest,
      int[] predicted,
      double[] confidences,
      double[] distances,
      double share) {
    List<Usual> doubt = doubts(predicted, confidences, nearest.usual().length);
    Novelty all = new Novelty(nearest, doubt, Usual.of(distances), Double.POSITIVE_INFINITY);
    double[] sorted = new double[distances.length];
    Arrays.setAll(sorted, i -> all.of(predicted[i], confidences[i], distances[i]));
    Arrays.sort(sorted);
    int beyond = (int) Math.floor(share * sorted.length);
    double greatest = sorted[Math.max(0, sorted.length - 1 - beyond)];
    return new Novelty(nearest, doubt, all.distance, greatest);
  }

  private static List<Usual> doubts(int[] predicted, double[] confidences, int classes) {
    Usual all = Usual.of(Arrays.stream(confidences).map(Novelty::doubt).toArray());
    List<Usual> doubts = new ArrayList<>(Collections.nCopies(classes, all));
    for (int c = 0; c < classes; c++) {
      int own = c;
      double[] values =
          IntStream.range(0, predicted.length)
              .filter(i -> predicted[i] == own)
              .mapToDouble(i -> doubt(confidences[i]))
              .toArray();
      if (values.length >= ENOUGH) {
        doubts.set(c, Usual.of(values));
      }
    }
    return doubts;
  }

  private static double doubt(double confidence) {
    return Math.log(Math.max(LEAST_DOUBT, 1 - confidence));
  }

  /**
   * Returns the novelty of an image.
   *
   * @param predicted its most probable class
   * @param confidence calibrated probability of that class
   * @param far its distance by {@link NearestImages}
   */
  public double of(int predicted, double confidence, double far) {
    Usual usual = doubt.get(doubt.size() == 1 ? 0 : predicted);
    return usual.from(doubt(confidence)) + distance.from(far);
  }
}

package io.headstart.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The share of wrong answers over the share of images answered, when the most certain images are
 * answered first (Geifman and El-Yaniv, "Selective classification for deep neural networks", 2017).
 *
 * @param points one for each confidence that occurs, the highest first
 */
public record RiskCoverage(List<Point> points) {
  /**
   * All images of at least some confidence.
   *
   * @param threshold that confidence
   * @param coverage their share of all images, above 0 and up to 1
   * @param risk the share of them that is wrong, 0..1
   */
  public record Point(double threshold, double coverage, double risk) {}

  /** Copies the list. */
  public RiskCoverage {
    points = List.copyOf(points);
  }

  /**
   * Measures.
   *
   * @param confidence [N]
   * @param correct whether the answer is right, [N]
   */
  public static RiskCoverage of(double[] confidence, boolean[] correct) {
    if (confidence.length != correct.length) {
      throw new IllegalArgumentException(
          confidence.length + " confidences but " + correct.length + " results");
    }
    int[] order =
        IntStream.range(0, confidence.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -confidence[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Point> points = new ArrayList<>();
    int wrong = 0;
    for (int answered = 1; answered <= order.length; answered++) {
      int image = order[answered - 1];
      wrong += correct[image] ? 0 : 1;
      // Equal confidence: all or none of them are answered.
      if (answered == order.length || confidence[order[answered]] < confidence[image]) {
        points.add(
            new Point(
                confidence[image], (double) answered / order.length, (double) wrong / answered));
      }
    }
    return new RiskCoverage(points);
  }

  /** Returns the point of greatest coverage whose risk is no higher than wanted, if any is. */
  public Optional<Point> within(double risk) {
    return points.stream()
        .filter(point -> point.risk() <= risk)
        .max(Comparator.comparingDouble(Point::coverage));
  }

  /** Returns some of the points, evenly over the coverage, the last one among them. */
  public RiskCoverage thinned(int most) {
    int size = points.size();
    if (size <= most) {
      return this;
    }
    return new RiskCoverage(
        IntStream.rangeClosed(1, most)
            .mapToObj(i -> points.get((int) ((long) size * i / most) - 1))
            .toList());
  }
}

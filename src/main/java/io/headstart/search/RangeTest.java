package io.headstart.search;

import java.util.List;
import java.util.Optional;

/**
 * What a learning-rate range test shows (Smith 2015, "Cyclical Learning Rates for Training Neural
 * Networks").
 *
 * @param points in order of rates
 */
public record RangeTest(List<Point> points) {
  /** A rise of accuracy smaller than this is none. */
  private static final double CLEAR = 0.02;

  /** The lowest rate worth using has made this share of the whole rise. */
  private static final double BEGUN = 0.1;

  /** From this share of the rise on, a higher rate brings little or does harm. */
  private static final double DONE = 0.95;

  /** Points on each side that are averaged, as a share of all: one evaluation alone is ragged. */
  private static final double REACH = 0.02;

  /** Copies the points. */
  public RangeTest {
    points = List.copyOf(points);
  }

  /**
   * One measurement.
   *
   * @param update after which, 1 for the first
   * @param rate of that update
   * @param batchLoss mean cross-entropy of the batches since the last point
   * @param accuracy of the images evaluated, a fraction
   * @param loss of the images evaluated
   */
  public record Point(long update, double rate, double batchLoss, double accuracy, double loss) {}

  /**
   * Rates to cycle between, or to choose from.
   *
   * @param minimum where accuracy has clearly begun to rise
   * @param maximum where it stops rising: beyond, it is ragged or falls
   */
  public record Suggestion(double minimum, double maximum) {}

  /** Returns a suggestion, or none when nothing was learnt at any rate. */
  public Optional<Suggestion> suggestion() {
    if (points.size() < 3) {
      return Optional.empty();
    }
    double[] smooth = smooth();
    int best = 0;
    for (int i = 1; i < smooth.length; i++) {
      best = smooth[i] > smooth[best] ? i : best;
    }
    double start = points.get(0).accuracy();
    double rise = smooth[best] - start;
    if (rise < CLEAR) {
      return Optional.empty();
    }
    double minimum = points.get(firstAbove(smooth, start + BEGUN * rise)).rate();
    double maximum = points.get(firstAbove(smooth, start + DONE * rise)).rate();
    return Optional.of(new Suggestion(minimum, maximum));
  }

  private double[] smooth() {
    int reach = Math.max(1, (int) Math.round(REACH * points.size()));
    double[] smooth = new double[points.size()];
    for (int i = 0; i < smooth.length; i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(points.size(), i + reach + 1);
      smooth[i] =
          points.subList(from, to).stream().mapToDouble(Point::accuracy).average().orElseThrow();
    }
    return smooth;
  }

  private static int firstAbove(double[] values, double level) {
    int i = 0;
    while (values[i] < level) {
      i++;
    }
    return i;
  }
}

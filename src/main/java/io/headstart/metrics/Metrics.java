package io.headstart.metrics;

import java.util.List;

/**
 * All metrics, in the order of files and reports. One more is a class and a line here: the files of
 * a run, the reports and the command line take them from this list.
 */
public final class Metrics {
  /** The share of images predicted as what they are: what runs are chosen by. */
  public static final Metric ACCURACY = new Accuracy();

  /** The mean cross-entropy: what is trained. */
  public static final Metric LOSS = new CrossEntropy();

  /** What is taken of every evaluated set. */
  public static final List<Metric> ALL =
      List.of(ACCURACY, LOSS, new TopKAccuracy(5), new BalancedAccuracy());

  private Metrics() {}

  /** Returns those that people are shown where there are so many classes; files have all. */
  public static List<Metric> shown(int classes) {
    return ALL.stream().filter(metric -> metric.tells(classes)).toList();
  }
}

package io.headstart.metrics;

import java.util.Arrays;

/** How well a score tells two groups of images apart. */
public final class Ranking {
  private Ranking() {}

  /**
   * Returns the area under the ROC curve, 0..1: how probable it is that an image of the one group
   * scores above one of the other, equal scores counting half (Mann and Whitney's U).
   *
   * @param above scores of the images that should score high, one or more
   * @param below scores of the others, one or more
   */
  public static double auroc(double[] above, double[] below) {
    if (above.length == 0 || below.length == 0) {
      throw new IllegalArgumentException("a group without images");
    }
    double[] sorted = below.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (double score : above) {
      sum += lower(sorted, score, false) + lower(sorted, score, true);
    }
    return sum / 2 / above.length / below.length;
  }

  /** Returns how many values are below a score, or equal to it as well. */
  private static int lower(double[] sorted, double score, boolean equalToo) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < score || (equalToo && sorted[middle] == score)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}

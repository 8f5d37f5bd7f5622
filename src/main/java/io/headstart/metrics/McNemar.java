package io.headstart.metrics;

/**
 * Whether two classifiers differ on the same images (McNemar, "Note on the sampling error of the
 * difference between correlated proportions or percentages", 1947). Only images count that one of
 * both gets right and the other wrong; if both are equally good, each of them is a fair coin's
 * toss.
 *
 * @param images that both were asked about
 * @param first images that the first one alone gets right
 * @param second images that the second one alone gets right
 */
public record McNemar(int images, int first, int second) {
  /** Checks the counts. */
  public McNemar {
    if (first < 0 || second < 0 || (long) first + second > images) {
      throw new IllegalArgumentException("%d and %d of %d".formatted(first, second, images));
    }
  }

  /**
   * Compares.
   *
   * @param first whether the first one is right, [N]
   * @param second whether the second one is, [N]
   */
  public static McNemar of(boolean[] first, boolean[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(first.length + " answers but " + second.length);
    }
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < first.length; i++) {
      onlyFirst += first[i] && !second[i] ? 1 : 0;
      onlySecond += second[i] && !first[i] ? 1 : 0;
    }
    return new McNemar(first.length, onlyFirst, onlySecond);
  }

  /** Returns by how much the second one's accuracy is greater, -1..1; 0 without images. */
  public double difference() {
    return images == 0 ? 0 : (double) (second - first) / images;
  }

  /**
   * Returns the probability of a difference at least as great, to either side, between two equally
   * good classifiers, 0..1: exact, from the binomial distribution.
   */
  public double p() {
    int tosses = first + second;
    int fewer = Math.min(first, second);
    // log of C(n, k) / 2^n, from k = 0 on.
    double log = -tosses * Math.log(2);
    double tail = Math.exp(log);
    for (int k = 1; k <= fewer; k++) {
      log += Math.log(tosses - k + 1.0) - Math.log(k);
      tail += Math.exp(log);
    }
    return Math.min(1, 2 * tail);
  }
}

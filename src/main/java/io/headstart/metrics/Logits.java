package io.headstart.metrics;

import java.util.stream.IntStream;

/**
 * Figures taken from logits, the float32 outputs [N, C] of a classifier before its softmax, kept
 * row by row in one array. Sums are made in float64. Between equal logits the lower class comes
 * first, as in PyTorch's argmax; NaN comes last.
 */
public final class Logits {
  private Logits() {}

  /**
   * Returns the class probabilities of one row, [C], which sum to 1.
   *
   * @param logits float32 [N, C]
   * @param row which row, from 0
   * @param classes C
   */
  public static double[] softmax(float[] logits, int row, int classes) {
    return softmax(logits, row, classes, 1);
  }

  /** As {@link #softmax(float[], int, int)}, of the logits times a factor. */
  public static double[] softmax(float[] logits, int row, int classes, double factor) {
    int start = Math.multiplyExact(row, classes);
    double largest = largest(logits, start, classes);
    double[] probabilities = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      // Less the largest, so that no exponential overflows.
      probabilities[c] = Math.exp((logits[start + c] - largest) * factor);
      sum += probabilities[c];
    }
    for (int c = 0; c < classes; c++) {
      probabilities[c] /= sum;
    }
    return probabilities;
  }

  /**
   * Returns the mean cross-entropy in nats, -log softmax at the label; 0 without rows.
   *
   * @param logits float32 [N, C]
   * @param labels the true classes, [N]
   * @param classes C
   */
  public static double crossEntropy(float[] logits, int[] labels, int classes) {
    check(logits, labels, classes);
    double total = 0;
    for (int row = 0; row < labels.length; row++) {
      int start = row * classes;
      double largest = largest(logits, start, classes);
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[start + c] - largest);
      }
      total += Math.log(sum) + largest - logits[start + labels[row]];
    }
    return labels.length == 0 ? 0 : total / labels.length;
  }

  /** Returns the class with the largest logit of each row, [N]. */
  public static int[] predictions(float[] logits, int classes) {
    int rows = rows(logits, classes);
    return IntStream.range(0, rows).map(row -> topK(logits, row, classes, 1)[0]).toArray();
  }

  /**
   * Returns the classes of one row with the largest logits, largest first.
   *
   * @param k how many; more than C gives all C
   */
  public static int[] topK(float[] logits, int row, int classes, int k) {
    int start = Math.multiplyExact(row, classes);
    int[] best = new int[Math.min(k, classes)];
    int filled = 0;
    for (int c = 0; c < classes; c++) {
      int at = filled;
      while (at > 0 && above(logits[start + c], logits[start + best[at - 1]])) {
        at--;
      }
      if (at < best.length) {
        filled = Math.min(filled + 1, best.length);
        System.arraycopy(best, at, best, at + 1, filled - at - 1);
        best[at] = c;
      }
    }
    return best;
  }

  /**
   * Returns how many classes come before the label's in each row, [N]: 0 where it is predicted.
   *
   * @param logits float32 [N, C]
   * @param labels the true classes, [N]
   * @param classes C
   */
  public static int[] ranks(float[] logits, int[] labels, int classes) {
    check(logits, labels, classes);
    int[] ranks = new int[labels.length];
    for (int row = 0; row < labels.length; row++) {
      int start = row * classes;
      float own = logits[start + labels[row]];
      for (int c = 0; c < classes; c++) {
        float other = logits[start + c];
        // Neither above the other: equal, or both NaN. The lower class comes first.
        boolean before = c < labels[row] && !above(own, other);
        ranks[row] += c != labels[row] && (above(other, own) || before) ? 1 : 0;
      }
    }
    return ranks;
  }

  private static boolean above(float one, float other) {
    return one > other || (Float.isNaN(other) && !Float.isNaN(one));
  }

  private static double largest(float[] logits, int start, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, logits[start + c]);
    }
    return largest;
  }

  private static int rows(float[] logits, int classes) {
    if (classes < 1 || logits.length % classes != 0) {
      throw new IllegalArgumentException(
          logits.length + " logits are not rows of " + classes + " classes");
    }
    return logits.length / classes;
  }

  private static void check(float[] logits, int[] labels, int classes) {
    int rows = rows(logits, classes);
    if (rows != labels.length) {
      throw new IllegalArgumentException(rows + " rows of logits but " + labels.length + " labels");
    }
    for (int row = 0; row < rows; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "label " + labels[row] + " at index " + row + " is not one of 0.." + (classes - 1));
      }
    }
  }
}

package io.headstart.data;

import io.headstart.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Images drawn from others so that every class gives the same share. The exact total is kept by the
 * method of largest remainders; each class has its own random stream.
 *
 * @param drawn the images drawn, in their former order
 * @param rest the images left, in their former order
 */
record StratifiedDraw(int[] drawn, int[] rest) {

  /**
   * Draws images.
   *
   * @param images indices of the images to draw from
   * @param labels the class of each of them, 0 .. classes - 1
   * @param classes how many classes there are
   * @param total how many to draw, 0 .. images.length
   * @param seed the run's seed
   * @param use what the draw is for, see {@link RandomStream#of}
   */
  static StratifiedDraw of(
      int[] images, int[] labels, int classes, int total, long seed, String use) {
    int[] counts = counts(labels, classes);
    int[] quotas = quotas(counts, total);
    int[][] members = new int[classes][];
    Arrays.setAll(members, label -> new int[counts[label]]);
    int[] filled = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      members[labels[i]][filled[labels[i]]++] = i;
    }
    boolean[] chosen = new boolean[images.length];
    for (int label = 0; label < classes; label++) {
      RandomStream.of(seed, use, label).shuffle(members[label]);
      for (int i = 0; i < quotas[label]; i++) {
        chosen[members[label][i]] = true;
      }
    }
    return new StratifiedDraw(
        IntStream.range(0, images.length).filter(i -> chosen[i]).map(i -> images[i]).toArray(),
        IntStream.range(0, images.length).filter(i -> !chosen[i]).map(i -> images[i]).toArray());
  }

  static int[] counts(int[] labels, int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /** Shares out the total in proportion to the counts; a tie goes to the lower class. */
  static int[] quotas(int[] counts, int total) {
    long all = Arrays.stream(counts).asLongStream().sum();
    int[] quotas = new int[counts.length];
    long[] remainders = new long[counts.length];
    int given = 0;
    for (int c = 0; c < counts.length; c++) {
      long exact = (long) total * counts[c];
      quotas[c] = all == 0 ? 0 : (int) (exact / all);
      remainders[c] = all == 0 ? 0 : exact % all;
      given += quotas[c];
    }
    for (; given < total; given++) {
      int most = 0;
      for (int c = 1; c < counts.length; c++) {
        most = remainders[c] > remainders[most] ? c : most;
      }
      quotas[most]++;
      remainders[most] = -1;
    }
    return quotas;
  }
}

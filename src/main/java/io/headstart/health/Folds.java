package io.headstart.health;

import io.headstart.RandomStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals images out to folds: the same share of every class to each, and copies of an image together
 * with it, or a model would know the label from the copy.
 */
public final class Folds {
  private Folds() {}

  /**
   * Deals.
   *
   * @param labels [N]
   * @param groups images that belong together; none is in two groups
   * @param folds how many
   * @return the fold of each image, 0 .. folds - 1
   */
  public static int[] deal(int[] labels, List<int[]> groups, int folds, long seed) {
    int[] first = new int[labels.length];
    Arrays.setAll(first, image -> image);
    for (int[] group : groups) {
      for (int image : group) {
        first[image] = group[0];
      }
    }
    int[] result = new int[labels.length];
    Map<Integer, Integer> dealt = new HashMap<>();
    for (int image : RandomStream.of(seed, "health-folds").permutation(labels.length)) {
      if (first[image] == image) {
        result[image] = dealt.merge(labels[image], 1, Integer::sum) % folds;
      }
    }
    for (int image = 0; image < result.length; image++) {
      result[image] = result[first[image]];
    }
    return result;
  }
}

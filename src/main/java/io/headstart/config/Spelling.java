package io.headstart.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word a mistyped one was meant to be. */
public final class Spelling {
  private Spelling() {}

  /**
   * Returns the candidate with the smallest edit distance, if that is at most a third of the word
   * (and at least one letter). Case, underscores and dashes do not count.
   */
  public static Optional<String> closest(String word, Collection<String> candidates) {
    String plain = plain(word);
    String best = null;
    int least = Math.max(1, plain.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(plain, plain(candidate));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
  }

  /** Letters to add, drop, change or swap with their neighbor (optimal string alignment). */
  private static int distance(String left, String right) {
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int differs = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int addOrDrop = 1 + Math.min(cost[i - 1][j], cost[i][j - 1]);
        cost[i][j] = Math.min(cost[i - 1][j - 1] + differs, addOrDrop);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[left.length()][right.length()];
  }
}

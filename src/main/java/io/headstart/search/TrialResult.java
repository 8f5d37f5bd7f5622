package io.headstart.search;

import java.util.Comparator;
import java.util.List;

/**
 * What a trial came to.
 *
 * @param trial what was tried
 * @param accuracy on the validation images, a fraction; 0 when it diverged
 * @param loss mean cross-entropy of the validation images; infinite when it diverged
 * @param epochs after which these figures were taken
 */
public record TrialResult(Trial trial, double accuracy, double loss, int epochs) {
  /** Returns what stands for a trial whose loss was not a finite number any more. */
  public static TrialResult diverged(Trial trial) {
    return new TrialResult(trial, 0, Double.POSITIVE_INFINITY, 0);
  }

  /** Returns the results from the best down: by accuracy, then loss, then number. */
  public static List<TrialResult> ranked(List<TrialResult> results) {
    return results.stream()
        .sorted(
            Comparator.comparingDouble(TrialResult::accuracy)
                .reversed()
                .thenComparingDouble(TrialResult::loss)
                .thenComparingInt(result -> result.trial().number()))
        .toList();
  }
}

package io.headstart.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.config.SearchSettings;
import io.headstart.config.SearchSettings.Dimension;
import io.headstart.config.SearchSettings.Distribution;
import io.headstart.config.SearchSettings.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
  private static final Dimension L2 = range("train.l2", Distribution.UNIFORM, 1e-5, 1e-1);
  private static final Dimension RATE =
      range("train.learning-rate", Distribution.LOG_UNIFORM, 1e-4, 1);
  private static final Dimension WIDTH = range("width", Distribution.WHOLE, 3, 5);
  private static final Dimension HIDDEN = choice("model.hidden", "[50]", "[50, 70]");

  @Test
  void drawsLieInTheirRangesAndFillThem() {
    List<Trial> trials = space(Method.RANDOM, 400, L2, RATE, WIDTH, HIDDEN).first();
    assertThat(trials).hasSize(400);
    assertThat(values(trials, "train.l2")).allMatch(v -> v >= 1e-5 && v <= 1e-1);
    assertThat(values(trials, "train.l2").stream().mapToDouble(v -> v).average().orElseThrow())
        .isBetween(0.045, 0.055);
    // As many below the geometric middle as above it.
    assertThat(values(trials, "train.learning-rate").stream().filter(v -> v < 1e-2).count())
        .isBetween(160L, 240L);
    assertThat(values(trials, "width")).containsOnly(3.0, 4.0, 5.0).contains(3.0, 4.0, 5.0);
    assertThat(trials).extracting(t -> t.values().get("model.hidden")).contains("[50]", "[50, 70]");
  }

  @Test
  void aTrialDependsOnSeedAndNumberAlone() {
    List<Trial> few = space(Method.RANDOM, 3, L2, RATE).first();
    List<Trial> many = space(Method.RANDOM, 9, L2, RATE).first();
    assertThat(many.subList(0, 3)).isEqualTo(few);
    assertThat(many).extracting(Trial::values).doesNotHaveDuplicates();
    SearchSettings settings = new SearchSettings(Method.RANDOM, 3, 1, List.of(L2, RATE), 1);
    assertThat(new SearchSpace(settings, 8).first()).isNotEqualTo(few);
  }

  @Test
  void aGridHasEveryCombination() {
    List<Trial> trials =
        space(Method.GRID, 1, HIDDEN, WIDTH, range("a", Distribution.LOG_UNIFORM, 1, 100)).first();
    assertThat(trials).hasSize(2 * 3 * 5).extracting(Trial::values).doesNotHaveDuplicates();
    assertThat(values(trials, "a")).contains(1.0, 10.0, 100.0);
    assertThat(trials).extracting(Trial::number).startsWith(1, 2, 3).endsWith(30);
  }

  @Test
  void theSecondRoundLiesBetweenTheBestTwo() {
    SearchSpace space = space(Method.COARSE_TO_FINE, 3, L2, HIDDEN);
    List<TrialResult> coarse =
        List.of(
            result(1, 0.50, Map.of("train.l2", "0.03", "model.hidden", "[50]")),
            result(2, 0.60, Map.of("train.l2", "0.01", "model.hidden", "[50]")),
            result(3, 0.55, Map.of("train.l2", "0.02", "model.hidden", "[50]")));
    List<Trial> fine = space.second(coarse);
    assertThat(fine).hasSize(40).extracting(Trial::number).startsWith(4);
    assertThat(values(fine, "train.l2")).allMatch(v -> v >= 0.01 && v <= 0.02);
    assertThat(values(fine, "train.l2")).anyMatch(v -> v < 0.013).anyMatch(v -> v > 0.017);
    assertThat(fine).extracting(t -> t.values().get("model.hidden")).containsOnly("[50]");
    assertThat(space(Method.RANDOM, 3, L2).second(coarse)).isEmpty();
  }

  @Test
  void resultsAreRankedByAccuracyThenLossThenNumber() {
    TrialResult a = new TrialResult(new Trial(1, "random", Map.of()), 0.5, 1.0, 3);
    TrialResult b = new TrialResult(new Trial(2, "random", Map.of()), 0.5, 0.9, 3);
    TrialResult c = new TrialResult(new Trial(3, "random", Map.of()), 0.5, 0.9, 3);
    TrialResult dead = TrialResult.diverged(new Trial(4, "random", Map.of()));
    TrialResult best = new TrialResult(new Trial(5, "random", Map.of()), 0.6, 2.0, 3);
    assertThat(TrialResult.ranked(List.of(dead, c, a, b, best)))
        .containsExactly(best, b, c, a, dead);
  }

  private static TrialResult result(int number, double accuracy, Map<String, String> values) {
    return new TrialResult(new Trial(number, "coarse", values), accuracy, 1, 1);
  }

  private static List<Double> values(List<Trial> trials, String setting) {
    return trials.stream().map(trial -> Double.valueOf(trial.values().get(setting))).toList();
  }

  private static SearchSpace space(Method method, int trials, Dimension... dimensions) {
    return new SearchSpace(new SearchSettings(method, trials, 40, List.of(dimensions), 1), 7);
  }

  private static Dimension range(String setting, Distribution distribution, double a, double b) {
    return new Dimension(setting, distribution, Optional.of(a), Optional.of(b), List.of(), 5);
  }

  private static Dimension choice(String setting, String... values) {
    return new Dimension(
        setting, Distribution.CHOICE, Optional.empty(), Optional.empty(), List.of(values), 5);
  }
}

package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.config.Settings;
import io.headstart.search.RangeTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LrRangeFlowTest {
  @TempDir private Path folder;

  @Test
  void theRateRisesAndWhatWasMeasuredIsKept() throws IOException {
    LrRangeFlow.RangeTested outcome =
        LrRangeFlow.run(
            SmallRun.settings(folder, "lr-range={minimum: 1e-4, maximum: 0.5, points: 12}"),
            SmallRun.context(folder));
    List<RangeTest.Point> points = outcome.points();
    assertThat(points).hasSizeGreaterThanOrEqualTo(12);
    assertThat(points.get(points.size() - 1).rate()).isEqualTo(0.5);
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.get(i).rate()).isGreaterThan(points.get(i - 1).rate());
    }
    assertThat(outcome.diverged()).isFalse();
    assertThat(outcome.suggestion()).isPresent();
    Path kept = folder.resolve("checkpoints/head-lr-range");
    assertThat(Files.readAllLines(kept.resolve("report/rates.csv"))).hasSize(points.size() + 1);
    assertThat(kept.resolve("report/accuracy.png")).exists();
  }

  @Test
  void whatAKilledOneLeftIsClearedAwayAndTwoAtOnceAreRefused() throws IOException {
    Path kept = Files.createDirectories(folder.resolve("checkpoints/head-lr-range"));
    // No process has so great a number.
    Path left = Files.writeString(kept.resolve(".experiment.yaml.4199999-1.tmp"), "seed: ");
    Settings settings = SmallRun.settings(folder, "lr-range={points: 12}");
    ExperimentFolder.held(
        kept,
        () ->
            assertThatThrownBy(() -> LrRangeFlow.run(settings, SmallRun.context(folder)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is in use"));
    assertThat(LrRangeFlow.run(settings, SmallRun.context(folder)).points()).isNotEmpty();
    assertThat(left).doesNotExist();
  }

  @Test
  void aDivergingLossEndsTheTestWithoutFailing() {
    LrRangeFlow.RangeTested outcome =
        LrRangeFlow.run(
            SmallRun.settings(
                folder,
                "lr-range={minimum: 1e-2, maximum: 1e30, points: 20}",
                "data.split.validation=0"),
            SmallRun.context(folder));
    assertThat(outcome.diverged()).isTrue();
    assertThat(outcome.points()).allMatch(point -> Double.isFinite(point.loss()));
  }
}

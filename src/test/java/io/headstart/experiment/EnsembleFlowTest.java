package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Verification;
import io.headstart.config.Settings;
import io.headstart.run.Manifest;
import io.headstart.run.SetCalibration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of real runs joined to one. */
class EnsembleFlowTest {
  @TempDir private Path folder;

  private Checkpoints all() {
    return new Checkpoints(folder.resolve("checkpoints"));
  }

  private TrainFlow.TrainedHead join(String... names) {
    List<Checkpoint> members = Arrays.stream(names).map(all()::find).toList();
    return EnsembleFlow.run(members, Optional.of("joined"), all(), SmallRun.context(folder));
  }

  private void trainSeeds() {
    Settings settings = SmallRun.settings(folder, "checkpoint.name=run");
    TrainFlow.train(settings, List.of(0L, 1L, 2L), SmallRun.context(folder));
  }

  @Test
  void seedsBecomeOneCheckpointThatIsEvaluatedLikeAnyOther() {
    trainSeeds();
    Manifest manifest = join("run", "run-seed1", "run-seed2").manifest();
    assertThat(manifest.layers()).endsWith(24, 10).hasSize(3);
    assertThat(manifest.members()).containsOnlyKeys("run", "run-seed1", "run-seed2");
    assertThat(manifest.members().get("run-seed1"))
        .isEqualTo(all().find("run-seed1").finishedManifest().files().get("weights.safetensors"));
    assertThat(manifest.figures()).containsOnlyKeys("train", "validation", "test");
    Checkpoint joined = all().find("joined");
    assertThat(joined.status()).isEqualTo("finished");
    EvaluateFlow.EvaluatedCheckpoint evaluated =
        EvaluateFlow.run(Optional.of("joined"), all(), List.of(), SmallRun.context(folder));
    assertThat(evaluated.evaluation().figures().accuracy())
        .isEqualTo(manifest.figures().get("test").accuracy());
    assertThat(Verification.of(joined).problems()).isEmpty();
  }

  @Test
  void anEnsembleCannotBeGoneOnWith() {
    trainSeeds();
    join("run", "run-seed1");
    Checkpoint joined = all().find("joined");
    assertThatThrownBy(() -> TrainFlow.resume(joined, joined.settings(), SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is an ensemble")
        .hasMessageContaining("run, run-seed1");
    assertThatThrownBy(() -> join("run", "run-seed2"))
        .hasMessageContaining("is there already")
        .hasMessageNotContaining("--resume");
  }

  @Test
  void headsOfFoldsHaveNoValidationImagesInCommon() {
    Settings settings =
        SmallRun.settings(folder, "checkpoint.name=run", "data.split={validation: 0, folds: 3}");
    FoldsFlow.train(settings, SmallRun.context(folder));
    Manifest manifest = join("run-fold1", "run-fold2", "run-fold3").manifest();
    assertThat(manifest.figures()).containsOnlyKeys("train", "test");
    assertThat(manifest.figures().get("train").count()).isEqualTo(300);
  }

  private EnsembleFlow.TrainedEnsemble trainCalibrated(
      HeardLines said, List<Long> seeds, String... overrides) {
    List<String> all = new ArrayList<>(List.of("checkpoint.name=run"));
    all.add("calibrate={max-error: 0.3, outliers: 0.1}");
    all.addAll(List.of(overrides));
    Settings settings = SmallRun.settings(folder, all.toArray(String[]::new));
    return EnsembleFlow.train(settings, seeds, "mean", SmallRun.context(folder, said, () -> false));
  }

  @Test
  void anEnsembleOfFoldsSaysThatItIsNotCalibrated() {
    HeardLines said = new HeardLines();
    EnsembleFlow.TrainedEnsemble trained =
        trainCalibrated(said, List.of(), "data.split={validation: 0, folds: 2}");
    assertThat(trained.heads()).allMatch(head -> head.calibration().isPresent());
    assertThat(trained.ensemble().calibration()).isEmpty();
    assertThat(said.lines)
        .filteredOn(line -> line.contains("not calibrated"))
        .containsExactly(
            "WARNING: the ensemble is not calibrated: its heads have no validation images in"
                + " common");
  }

  @Test
  void anEnsembleOfSeedsIsCalibratedAsItsHeadsAre() {
    HeardLines said = new HeardLines();
    EnsembleFlow.TrainedEnsemble trained = trainCalibrated(said, List.of(0L, 1L));
    SetCalibration kept = trained.ensemble().calibration().orElseThrow();
    assertThat(kept.leastConfidence()).isPresent();
    assertThat(kept.greatestNovelty()).isPresent();
    assertThat(said.lines).noneMatch(line -> line.contains("not calibrated"));
    Checkpoint mean = all().find("mean");
    assertThat(Verification.of(mean).problems()).isEmpty();
    assertThat(
            EvaluateFlow.run(Optional.of("mean"), all(), List.of(), SmallRun.context(folder))
                .calibration()
                .orElseThrow()
                .fields())
        .isEqualTo(kept.fields());
    // The weights are what they are without it.
    TrainFlow.train(
        SmallRun.settings(folder, "checkpoint.name=plain"),
        List.of(0L, 1L),
        SmallRun.context(folder));
    join("plain", "plain-seed1");
    assertThat(mean.folder().resolve("weights.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("checkpoints/joined/weights.safetensors"));
  }

  @Test
  void headsThatAreCalibratedOtherwiseMakeAnEnsembleThatIsNot() {
    SmallRun.train(folder, "calibrate={max-error: 0.3}");
    SmallRun.train(folder, "checkpoint.name=other");
    HeardLines said = new HeardLines();
    List<Checkpoint> members = List.of(all().find("run"), all().find("other"));
    EnsembleFlow.run(
        members, Optional.of("joined"), all(), SmallRun.context(folder, said, () -> false));
    assertThat(said.lines)
        .contains("WARNING: the ensemble is not calibrated: its heads differ in calibrate");
  }

  @Test
  void headsAndTheirMeanAreTrainedByOneCommand() {
    Settings settings = SmallRun.settings(folder, "checkpoint.name=run");
    EnsembleFlow.TrainedEnsemble trained =
        EnsembleFlow.train(settings, List.of(0L, 1L), "mean", SmallRun.context(folder));
    assertThat(trained.heads()).hasSize(2);
    assertThat(trained.ensemble().manifest().members()).containsOnlyKeys("run", "run-seed1");
    assertThatThrownBy(
            () -> EnsembleFlow.train(settings, List.of(0L), "other", SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("an ensemble has several heads");
  }

  @Test
  void headsThatDoNotGoTogetherAreNamed() {
    SmallRun.train(folder);
    SmallRun.train(folder, "checkpoint.name=deeper", "model.hidden=[8, 8]");
    assertThatThrownBy(() -> join("run", "deeper"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("number of layers: that of deeper is another than that of run");
    assertThat(folder.resolve("checkpoints/joined")).doesNotExist();
  }
}

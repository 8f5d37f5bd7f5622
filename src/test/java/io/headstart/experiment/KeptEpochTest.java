package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Verification;
import io.headstart.report.RunReport;
import io.headstart.run.Manifest;
import io.headstart.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which epoch's weights a run keeps, and what is said of it. */
class KeptEpochTest {
  @TempDir private Path folder;

  @BeforeEach
  void images() throws IOException {
    TwoClasses.write(folder);
  }

  private Manifest train(String... overrides) {
    return TrainFlow.train(TwoClasses.settings(folder, overrides), SmallRun.context(folder))
        .manifest();
  }

  private Checkpoint checkpoint(String name) {
    return new Checkpoints(folder.resolve("checkpoints")).find(name);
  }

  private String report(String name) throws IOException {
    return Files.readString(RunReport.write(checkpoint(name).folder()));
  }

  @Test
  void aRunOfNoEpochsKeepsItsFirstWeightsAndNamesNone() throws IOException {
    Manifest manifest = train("train.epochs=0");
    assertThat(manifest.keptEpoch()).hasValue(0);
    assertThat(manifest.bestEpoch()).isEmpty();
    assertThat(report("run")).doesNotContain("kept: epoch");
  }

  @Test
  void withoutEarlyStoppingTheLastEpochIsKeptWhateverTheBestIs() throws IOException {
    Manifest manifest = train();
    assertThat(manifest.bestEpoch()).hasValue(1);
    assertThat(manifest.keptEpoch()).hasValue(3);
    assertThat(checkpoint("run").head().parameters())
        .containsExactly(checkpoint("run").state().head().parameters());
    assertThat(report("run")).contains("12 updates, kept: epoch 3");
  }

  @Test
  void withEarlyStoppingTheBestIs() throws IOException {
    Manifest manifest = train("train.early-stopping={patience: 2}");
    assertThat(manifest.epochs()).isEqualTo(3);
    assertThat(manifest.keptEpoch()).hasValue(1);
    assertThat(checkpoint("run").head().parameters())
        .containsExactly(checkpoint("run").state().best());
    assertThat(report("run")).contains("12 updates, kept: epoch 1");
  }

  @Test
  void withoutValidationImagesNoneIsTheBest() throws IOException {
    Manifest manifest = train("data.split.validation=0");
    assertThat(manifest.bestEpoch()).isEmpty();
    assertThat(manifest.keptEpoch()).hasValue(3);
    assertThat(Files.readString(checkpoint("run").folder().resolve("manifest.json")))
        .doesNotContain("bestEpoch");
    assertThat(report("run")).contains("kept: epoch 3").doesNotContain("best validation");
  }

  /**
   * Runs of version 0.1.0, in the resources as it wrote them: their manifests name no kept epoch.
   */
  @ParameterizedTest
  @CsvSource({"plain, 3", "early, 1"})
  void ofOldRunsItFollowsFromTheirSettings(String name, int kept) throws IOException {
    old(name);
    RunFolder run = RunFolder.read(checkpoint(name).folder());
    assertThat(run.manifest().bestEpoch()).hasValue(1);
    assertThat(run.manifest().keptEpoch()).isEmpty();
    assertThat(run.keptEpoch()).hasValue(kept);
    assertThat(report(name)).contains("kept: epoch " + kept);
    assertThat(Verification.of(checkpoint(name)).isWhole()).isTrue();
    assertThat(checkpoint(name).head().shape().inputs()).isEqualTo(192);

    Files.delete(checkpoint(name).folder().resolve("config.yaml"));
    assertThat(report(name)).doesNotContain("kept: epoch");
  }

  @Test
  void anOldRunGoesOn() throws IOException {
    old("plain");
    List<String> before = Files.readAllLines(checkpoint("plain").folder().resolve("history.csv"));
    Checkpoint old = checkpoint("plain");
    Manifest manifest =
        TrainFlow.resume(
                old,
                old.settings(
                    List.of(
                        "train.epochs=5",
                        "data.path=\"" + folder.resolve("images") + "\"",
                        "checkpoint.directory=\"" + folder.resolve("checkpoints") + "\"")),
                SmallRun.context(folder))
            .manifest();
    assertThat(manifest.epochs()).isEqualTo(5);
    assertThat(manifest.keptEpoch()).hasValue(5);
    List<String> after = Files.readAllLines(old.folder().resolve("history.csv"));
    assertThat(after).hasSize(6);
    for (int row = 0; row < before.size(); row++) {
      assertThat(after.get(row)).startsWith(before.get(row));
    }
    assertThat(Verification.of(old).isWhole()).isTrue();
  }

  private void old(String name) throws IOException {
    Path source = Path.of("src/test/resources/io/headstart/run/version-0.1.0").resolve(name);
    Path target = Files.createDirectories(folder.resolve("checkpoints").resolve(name));
    try (Stream<Path> files = Files.list(source)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, target.resolve(file.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}

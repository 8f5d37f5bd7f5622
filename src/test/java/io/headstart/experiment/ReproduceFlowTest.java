package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.ForeignModules;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Configs;
import io.headstart.config.Reproduction;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsWriter;
import io.headstart.io.LockFile;
import io.headstart.io.Sha256;
import io.headstart.report.ReproductionTable.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceFlowTest {
  @TempDir private Path folder;

  private List<String> overrides() {
    return List.of("checkpoint.directory=\"" + folder.resolve("checkpoints") + "\"");
  }

  private String report(String rows) throws IOException {
    Path report = Files.createDirectories(folder.resolve("small"));
    Files.writeString(report.resolve("run.yaml"), SmallRun.YAML);
    Files.writeString(report.resolve(Reproduction.FILE), "title: A small report\nrows:\n" + rows);
    return report.toString();
  }

  @Test
  void everyKindOfRowIsMeasuredOnceAndOnlyOnce() throws IOException {
    String name =
        report(
            """
            - {name: plain, config: run.yaml, seeds: 2, reported: {validation: 1, test: 99.9}}
            - {name: longer, config: run.yaml, set: [train.epochs=5]}
            - {name: check, kind: gradcheck, config: run.yaml, set: ["gradcheck={images: 10, parameters: 20}"], reported: {error: 1e-7}}
            - {name: norms, kind: gradcheck, config: run.yaml, set: ["gradcheck={images: 10, parameters: 20}"]}
            - {name: range, kind: lr-range, config: run.yaml, reported: {minimum: 0.001}}
            - name: found
              kind: search
              config: run.yaml
              seeds: 2
              set: ["search={trials: 2, dimensions: [{setting: train.l2, distribution: uniform, minimum: 0, maximum: 0.1}]}"]
            """);
    ReproduceFlow.ReproducedReport outcome =
        ReproduceFlow.run(name, overrides(), SmallRun.context(folder));
    List<Line> lines = outcome.table().lines();
    assertThat(lines)
        .extracting(line -> line.run() + " " + line.figure())
        .contains(
            "plain train accuracy",
            "plain validation accuracy",
            "plain test accuracy",
            "longer test accuracy",
            "check greatest relative error",
            "norms W1 gradient norm",
            "found test accuracy");
    // The search begins first and is still the last in the table.
    assertThat(lines.get(0).run()).isEqualTo("plain");
    assertThat(lines.get(lines.size() - 1).run()).isEqualTo("found");
    assertThat(lines.get(1).verdict()).isEqualTo("met");
    assertThat(lines.get(2).verdict()).isEqualTo("short");
    assertThat(lines.get(2).measured().count()).isEqualTo(2);
    Path kept = folder.resolve("checkpoints/small");
    assertThat(outcome.page()).isEqualTo(kept.resolve("reproduction/index.html"));
    assertThat(new Checkpoints(kept).list())
        .extracting(checkpoint -> checkpoint.name())
        .containsExactlyInAnyOrder("plain", "plain-seed1", "longer", "found", "found-seed1");
    String csv = Files.readString(kept.resolve("reproduction/table.csv"));
    FileTime written = Files.getLastModifiedTime(kept.resolve("plain/manifest.json"));

    ReproduceFlow.run(name, overrides(), SmallRun.context(folder));
    assertThat(Files.readString(kept.resolve("reproduction/table.csv"))).isEqualTo(csv);
    assertThat(Files.getLastModifiedTime(kept.resolve("plain/manifest.json"))).isEqualTo(written);
  }

  @Test
  void whatIsThereNeedsNoFeatures() throws IOException {
    Path network = TinyNetwork.write(folder.resolve("tiny.pt"));
    String set =
        "[features.backbone=resnet18, features.standardize=false, features.image-size=32,"
            + " features.weights=%s".formatted(network);
    String name =
        report(
            """
            - {name: plain, config: run.yaml, seeds: 2, set: %1$s]}
            - {name: range, kind: lr-range, config: run.yaml, set: %1$s]}
            - name: found
              kind: search
              config: run.yaml
              set: %1$s, "search={trials: 2, dimensions: [{setting: train.l2, distribution: uniform, minimum: 0, maximum: 0.1}]}"]
            """
                .formatted(set));
    Context context =
        SmallRun.context(folder).withModules(new ForeignModules(List.of(Sha256.of(network))));
    ReproduceFlow.run(name, overrides(), context);
    Path store = context.home().resolve("features");
    assertThat(store).isDirectoryContaining("glob:**.safetensors");

    Files.move(store, folder.resolve("away"));
    ReproduceFlow.run(name, overrides(), context);
    assertThat(store).doesNotExist();

    new Checkpoints(folder.resolve("checkpoints/small")).remove("plain-seed1");
    ReproduceFlow.run(name, overrides(), context);
    assertThat(store).isDirectoryContaining("glob:**.safetensors");
  }

  @Test
  void aCheckpointOfOtherSettingsIsNotTakenForTheReports() throws IOException {
    String name = report("- {name: plain, config: run.yaml}\n");
    ReproduceFlow.run(name, overrides(), SmallRun.context(folder));
    report("- {name: plain, config: run.yaml, set: [train.epochs=4]}\n");
    assertThatThrownBy(() -> ReproduceFlow.run(name, overrides(), SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("train.epochs: 4 instead of 3");
  }

  @Test
  void aFolderThatARunLeftWithoutAnEpochDoesNotBlockIt() throws IOException {
    String name = report("- {name: plain, config: run.yaml}\n");
    Path left = Files.createDirectories(folder.resolve("checkpoints/small/plain"));
    Files.writeString(left.resolve(".config.yaml.1.tmp"), "cut sh");
    Path removed = Files.createDirectories(left.resolveSibling(".plain.removed"));
    Files.writeString(removed.resolve("state.safetensors"), "of a removal cut short");
    ReproduceFlow.run(name, overrides(), SmallRun.context(folder));
    assertThat(left.resolve("manifest.json")).exists();

    Files.delete(left.resolve("manifest.json"));
    Files.delete(left.resolve("state.safetensors"));
    assertThat(left.resolve("config.yaml")).exists();
    ReproduceFlow.run(name, overrides(), SmallRun.context(folder));
    assertThat(left.resolve("manifest.json")).exists();
  }

  @Test
  void aReproductionThatIsUnderWayIsNotStartedAgain() throws IOException {
    String name = report("- {name: plain, config: run.yaml}\n");
    Path kept = Files.createDirectories(folder.resolve("checkpoints/small"));
    try (LockFile lock = LockFile.tryAcquire(kept.resolve("lock")).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> ReproduceFlow.run(name, overrides(), SmallRun.context(folder)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("small is in use");
    }
  }

  @Test
  void aMistakeInTheLastRowStopsTheFirst() throws IOException {
    String name =
        report(
            """
            - {name: plain, config: run.yaml}
            - {name: wrong, config: run.yaml, set: [train.epoch=4]}
            """);
    assertThatThrownBy(() -> ReproduceFlow.run(name, overrides(), SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("did you mean epochs?");
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  /** The reports in config/ name files that are there and settings that exist. */
  @Test
  void theReportsOfTheProjectAreSound() {
    assertThat(Configs.reports())
        .containsExactly("cs776-augmented", "cs776-minibatch", "cs776-sgd", "dd2424", "hlcv");
    for (String name : Configs.reports()) {
      Path file = Configs.locate(name + "/" + Reproduction.FILE);
      Reproduction report = Reproduction.read(file);
      assertThat(report.rows()).extracting(Reproduction.Row::name).doesNotHaveDuplicates();
      for (Reproduction.Row row : report.rows()) {
        Settings settings = SettingsReader.read(file.resolveSibling(row.config()), row.set());
        // A run that is there is known by its settings, read back from what was written.
        assertThat(SettingsReader.parse(SettingsWriter.yaml(settings), row.name(), List.of()))
            .isEqualTo(settings);
        assertThat(settings.search().dimensions().isEmpty())
            .as("%s %s searches", name, row.name())
            .isEqualTo(row.kind() != Reproduction.Kind.SEARCH);
      }
    }
  }
}

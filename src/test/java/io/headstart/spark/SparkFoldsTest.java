package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.Context;
import io.headstart.experiment.FoldsFlow;
import io.headstart.experiment.SameHeads;
import io.headstart.experiment.TrainFlow.TrainedHead;
import io.headstart.run.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Heads of folds trained by Spark, against one process without it. */
class SparkFoldsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private Path folder;
  private Path network;
  private final HeardLines heard = new HeardLines();

  @BeforeEach
  void writeNetwork() throws IOException {
    network = TinyNetwork.write(folder.resolve("tiny.pt"));
  }

  private Settings settings(String name, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "device=cpu",
                "features={weights: \"" + network + "\", image-size: 32, pca: {components: 8}}",
                "data={source: synthetic, synthetic: {train: 90, test: 20}}",
                "data.split={folds: 3}",
                "model.hidden=[8]",
                "train={epochs: 3, batch-size: 20}",
                "calibrate={}",
                "checkpoint.directory=\"" + folder.resolve(name) + "\"",
                "store.path=\"" + folder.resolve("store") + "\""));
    all.addAll(List.of(more));
    return SettingsReader.parse("", SettingsReader.NO_FILE, all);
  }

  private Context alone() throws IOException {
    return new Context(folder.resolve("home"), heard, () -> false)
        .withModules(TinyNetwork.allowed(network));
  }

  private void assertSame(String name, TrainedHead found, TrainedHead expected) {
    Manifest manifest = found.manifest();
    assertThat(manifest.name()).isEqualTo(name);
    assertThat(manifest.finished()).isTrue();
    SameHeads.assertSame(found, expected);
    assertThat(manifest.backbone()).isEqualTo(expected.manifest().backbone());
    assertThat(manifest.data()).isEqualTo(expected.manifest().data());
    assertThat(found.calibration().orElseThrow().json())
        .isEqualTo(expected.calibration().orElseThrow().json());
    assertThat(found.folder().resolve("report/index.html")).exists();
  }

  @Test
  void checkpointsAreThoseOfOneProcess() throws IOException {
    List<TrainedHead> one = FoldsFlow.train(settings("one", "checkpoint.name=run"), alone());
    assertThat(heard.lines).anyMatch(line -> line.contains(": training "));
    heard.lines.clear();
    Settings wanted = settings("several", "checkpoint.name=run");
    List<TrainedHead> several = FoldsFlow.train(wanted, SPARK.context(alone()));
    assertThat(several).hasSameSizeAs(one).hasSize(3);
    for (int k = 0; k < 3; k++) {
      assertSame("run-fold" + (k + 1), several.get(k), one.get(k));
    }
    assertThat(heard.lines).as("trained elsewhere").noneMatch(line -> line.contains(": training "));
    Checkpoints written = new Checkpoints(folder.resolve("several"));
    assertThat(written.find("run-fold2").settings(List.of()))
        .isEqualTo(
            wanted
                .withData(wanted.data().withSplit(wanted.data().split().withFold(2)))
                .withCheckpoint(wanted.checkpoint().withName("run-fold2")));
    assertThat(written.find("run-fold2").state().epoch()).isEqualTo(3);
    assertThat(folder.resolve("home/folds")).isEmptyDirectory();
  }

  @Test
  void headsWithoutANameGetTheNextNumbers() throws IOException {
    assertThat(FoldsFlow.train(settings("numbered"), SPARK.context(alone())))
        .extracting(head -> head.manifest().name())
        .containsExactly("model_1", "model_2", "model_3");
  }

  @Test
  void aHeadThatDivergesEndsTheRunAndLeavesNoEmptyCheckpoint() {
    Settings wild =
        settings(
            "wild", "checkpoint.name=run", "data.split={folds: 2}", "train.learning-rate=1e30");
    assertThatThrownBy(() -> FoldsFlow.train(wild, SPARK.context(alone())))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("diverged");
    assertThat(folder.resolve("wild/run-fold1")).doesNotExist();
  }
}

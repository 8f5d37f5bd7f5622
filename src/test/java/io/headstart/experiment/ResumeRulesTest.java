package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.Progress;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Verification;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeRulesTest {
  @TempDir private Path folder;

  @BeforeEach
  void images() throws IOException {
    TwoClasses.write(folder);
  }

  private Settings settings(String images, int epochs) {
    return SettingsReader.parse(
        SmallRun.YAML.replaceFirst(
            "(?m)^data:.*$",
            "data: {source: folder, path: \"%s\", image-size: 8, split: {validation: 0.2, test: []}}"
                .formatted(folder.resolve(images))),
        "small",
        List.of(
            "train.epochs=" + epochs,
            "checkpoint.name=run",
            "checkpoint.directory=\"" + folder.resolve("checkpoints") + "\""));
  }

  /** Every key, of every section and alternative, as the schema lists them. */
  private static void collect(JsonObject schema, String path, Set<String> keys) {
    for (var one : alternatives(schema)) {
      JsonObject properties = one.getAsJsonObject("properties");
      for (String name : properties == null ? Set.<String>of() : properties.keySet()) {
        keys.add(path + name);
        collect(properties.getAsJsonObject(name), path + name + ".", keys);
      }
    }
  }

  private static List<JsonObject> alternatives(JsonObject schema) {
    List<JsonObject> all = new ArrayList<>(List.of(schema));
    if (schema.has("anyOf")) {
      schema.getAsJsonArray("anyOf").forEach(e -> all.addAll(alternatives(e.getAsJsonObject())));
    }
    return all;
  }

  /** A new key is refused until somebody says here that a resumed run may change it. */
  @Test
  void aResumedRunMayChangeTheseKeysAndNoOthers() {
    Set<String> keys = new TreeSet<>();
    collect(SettingsSchema.schema(), "", keys);
    assertThat(keys).contains("train.schedule.half-cycle", "train.noise.share", "train.momentum");
    assertThat(keys.stream().filter(ResumeRules::isFree))
        .containsExactlyInAnyOrder(
            "baselines",
            "calibrate",
            "calibrate.max-error",
            "calibrate.outliers",
            "data.path",
            "data.unofficial",
            "train.epochs",
            "train.early-stopping",
            "train.early-stopping.patience",
            "train.early-stopping.minimum-delta",
            "train.curves",
            "train.curve-updates",
            "train.log-every",
            "checkpoint",
            "checkpoint.directory",
            "checkpoint.name",
            "checkpoint.every",
            "store",
            "store.path",
            "gradcheck",
            "gradcheck.step",
            "gradcheck.images",
            "gradcheck.parameters",
            "search",
            "search.method",
            "search.trials",
            "search.fine-trials",
            "search.dimensions",
            "search.top",
            "lr-range",
            "lr-range.minimum",
            "lr-range.maximum",
            "lr-range.growth",
            "lr-range.epochs",
            "lr-range.points",
            "track",
            "track.tensorboard",
            "track.mlflow",
            "track.mlflow.uri",
            "track.mlflow.experiment");
  }

  private Checkpoint trained(String... overrides) {
    Settings settings = SmallRun.settings(folder, overrides);
    TrainFlow.TrainedHead outcome = TrainFlow.train(settings, SmallRun.context(folder));
    return new Checkpoints(folder.resolve("checkpoints")).find(outcome.manifest().name());
  }

  private List<String> heardOnResuming(Checkpoint checkpoint, String... overrides) {
    HeardLines heard = new HeardLines();
    TrainFlow.resume(
        checkpoint,
        checkpoint.settings(List.of(overrides)),
        SmallRun.context(folder, heard, () -> false));
    return heard.lines;
  }

  @Test
  void anotherRateIsRefused() {
    Checkpoint checkpoint = trained("train.epochs=1");
    assertThatThrownBy(
            () -> heardOnResuming(checkpoint, "train.epochs=2", "train.learning-rate=0.5"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("train.learning-rate: 0.5 instead of 0.02")
        .hasMessageNotContaining("train.epochs:");
  }

  @Test
  void aLongerRunSaysWhatHappensToARateThatDependsOnTheLength() {
    Checkpoint checkpoint = trained("train.epochs=2", "train.schedule=linear");
    assertThat(heardOnResuming(checkpoint, "train.epochs=3"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "the linear schedule spreads over train.epochs, which is now 3 instead of 2:"
                            + " at epoch 3 the learning rate is 0.1000, the 2 epochs done ended at"
                            + " 0.1000"));
  }

  @Test
  void aLongerRunAtAConstantRateSaysNothing() {
    Checkpoint checkpoint = trained("train.epochs=1");
    assertThat(heardOnResuming(checkpoint, "train.epochs=2"))
        .noneSatisfy(line -> assertThat(line).contains("schedule"));
  }

  private TrainFlow.TrainedHead resumed(String images) {
    Checkpoint checkpoint = new Checkpoints(folder.resolve("checkpoints")).find("run");
    return TrainFlow.resume(checkpoint, settings(images, 2), SmallRun.context(folder));
  }

  @Test
  void theSameImagesMayHaveMoved() throws IOException {
    TrainFlow.train(settings("images", 1), SmallRun.context(folder));
    Files.move(folder.resolve("images"), folder.resolve("moved"));
    assertThat(resumed("moved").manifest().epochs()).isEqualTo(2);
  }

  @Test
  void otherImagesUnderTheSamePathAreRefused() throws IOException {
    TrainFlow.train(settings("images", 1), SmallRun.context(folder));
    TwoClasses.image(folder.resolve("images/train/dark/3.png"), 0x00ff00);
    assertThatThrownBy(() -> resumed("images"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot go on with other images");
  }

  private void list(int weightOfTheFirst) throws IOException {
    StringBuilder rows = new StringBuilder("path,label,weight\n");
    for (String label : List.of("dark", "light")) {
      for (int image = 0; image < 8; image++) {
        int weight = rows.indexOf(".png") < 0 ? weightOfTheFirst : 1;
        rows.append("images/train/%s/%d.png,%s,%d%n".formatted(label, image, label, weight));
      }
    }
    Files.writeString(folder.resolve("list.csv"), rows);
  }

  @Test
  void otherWeightsOfTheSameImagesAreRefused() throws IOException {
    list(2);
    TrainFlow.train(settings("list.csv", 1), SmallRun.context(folder));
    assertThat(resumed("list.csv").manifest().epochs()).isEqualTo(2);
    list(3);
    assertThatThrownBy(() -> resumed("list.csv"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot go on with other groups or weights");
  }

  /** Dies as a killed process does: nothing is written after the first epoch's state. */
  private void dieAfterTheFirstEpoch() {
    Context dying =
        SmallRun.context(
            folder,
            Progress.NONE,
            () -> {
              if (Files.exists(folder.resolve("checkpoints/run/state.safetensors"))) {
                throw new IllegalStateException("killed");
              }
              return false;
            });
    assertThatThrownBy(() -> TrainFlow.train(settings("images", 3), dying)).hasMessage("killed");
  }

  @Test
  void aKilledRunIsNotGoneOnWithOnOtherImages() throws IOException {
    dieAfterTheFirstEpoch();
    TwoClasses.image(folder.resolve("images/train/dark/3.png"), 0x00ff00);
    assertThatThrownBy(() -> resumed("images"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot go on with other images");
  }

  @Test
  void aKilledRunIsResumableAndGoesOnWithItsOwn() {
    dieAfterTheFirstEpoch();
    Checkpoint killed = new Checkpoints(folder.resolve("checkpoints")).find("run");
    assertThat(killed.isFinished()).isFalse();
    assertThat(Verification.of(killed).problems()).isEmpty();
    assertThat(Verification.of(killed).resumableAfter()).contains(1);
    assertThat(resumed("images").manifest().epochs()).isEqualTo(2);
    assertThat(Verification.of(killed).isWhole()).isTrue();
  }
}

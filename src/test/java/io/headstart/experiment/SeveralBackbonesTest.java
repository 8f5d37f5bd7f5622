package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.report.BackboneReport;
import io.headstart.run.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads on the features of several networks, small ones of random weights. */
class SeveralBackbonesTest {
  private static final String BOTH = "[resnet18, mobilenetv3_large_100]";

  @TempDir private Path folder;
  private final HeardLines heard = new HeardLines();

  private Settings settings(String backbones, String name, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.synthetic={train: 40, test: 20}",
                "features={backbone: %s, weights: random, image-size: 64, precision: float32}"
                    .formatted(backbones),
                "checkpoint.name=" + name));
    all.addAll(List.of(more));
    return SmallRun.settings(folder, all.toArray(String[]::new));
  }

  private Context context() {
    return SmallRun.context(folder, heard, () -> false);
  }

  private double testAccuracy(String name) {
    Checkpoints all = new Checkpoints(folder.resolve("checkpoints"));
    return EvaluateFlow.run(Optional.of(name), all, List.of(), context())
        .evaluation()
        .figures()
        .accuracy();
  }

  @Test
  void theirFeaturesStandSideBySideAndEachIsStoredOnce() {
    Manifest alone = TrainFlow.train(settings("resnet18", "one"), context()).manifest();
    TrainFlow.TrainedHead both = TrainFlow.train(settings(BOTH, "both"), context());
    assertThat(alone.layers()).startsWith(512);
    assertThat(both.manifest().layers()).startsWith(512 + 1280);
    assertThat(both.extracted()).as("the first network's are in the store").isEqualTo(60);
    assertThat(both.manifest().backbone())
        .containsEntry("name", "resnet18, mobilenetv3_large_100")
        .containsEntry("layers", "resnet18 layer4, mobilenetv3_large_100 pooled");
    assertThat(testAccuracy("both")).isEqualTo(both.manifest().figures().get("test").accuracy());
  }

  @Test
  void headsOfDifferentNetworksBecomeOne() {
    TrainFlow.train(settings("resnet18", "one"), context());
    TrainFlow.train(settings("mobilenetv3_large_100", "two"), context());
    Checkpoints all = new Checkpoints(folder.resolve("checkpoints"));
    List<Checkpoint> members = List.of(all.find("one"), all.find("two"));
    Manifest mean = EnsembleFlow.run(members, Optional.of("mean"), all, context()).manifest();
    assertThat(mean.layers()).startsWith(512 + 1280, 16);
    assertThat(testAccuracy("mean")).isEqualTo(mean.figures().get("test").accuracy());
  }

  @Test
  void anUnknownNameOrLayerIsRefusedBeforeAnyImageIsRead() {
    assertThatThrownBy(() -> TrainFlow.train(settings("resnet19", "x"), context()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("features.backbone: resnet19")
        .hasMessageContaining("resnet18, ");
    assertThatThrownBy(
            () ->
                TrainFlow.train(
                    settings("resnet18", "x", "features.layers=[layer4, layer3]"), context()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("layer4, layer3 of resnet18");
    assertThat(folder.resolve("checkpoints/x")).doesNotExist();
  }

  @Test
  void theyAreComparedOnASampleWithoutTestImages() {
    Settings settings = settings(BOTH, "x");
    BackboneReport report =
        CompareBackbonesFlow.run(settings, settings.features().each(), 20, context());
    assertThat(report.entries())
        .extracting(BackboneReport.Entry::name)
        .containsExactly("resnet18", "mobilenetv3_large_100");
    assertThat(report.evaluated()).isEqualTo(8);
    assertThat(report.entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.linear()).isBetween(0.0, 1.0);
              assertThat(entry.imagesPerSecond()).isPositive();
              assertThat(entry.milliseconds()).isPositive();
            });
    assertThat(report.write(folder.resolve("page"))).exists();
    assertThat(folder.resolve("page/backbones.csv")).content().startsWith("backbone,precision,");
    assertThat(folder.resolve("page/accuracy-over-cost.png")).exists();
    Settings none = settings(BOTH, "x", "data.split.validation=0");
    List<FeatureSettings> each = none.features().each();
    assertThatThrownBy(() -> CompareBackbonesFlow.run(none, each, 20, context()))
        .hasMessageContaining("no validation images");
  }
}

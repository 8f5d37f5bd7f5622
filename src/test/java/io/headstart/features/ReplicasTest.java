package io.headstart.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.config.FeatureSettings;
import io.headstart.config.SettingsReader;
import io.headstart.data.ImageSet;
import io.headstart.data.SyntheticShapes;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchOnDevices;
import io.headstart.engine.TorchRuntime;
import io.headstart.store.FeatureStore;
import io.headstart.store.LocalFeatureStore;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasTest {
  @Test
  void threeCopiesLeaveTheEntryOfOne(@TempDir Path folder) throws IOException {
    // Chunks of whole rounds; the last round has a whole pass, a short one and none.
    ImageSet images = new SyntheticShapes("train", 7, 48 * 27 + 20);
    FakeBackbone first = FakeBackbone.roomy(16);
    FakeBackbone second = FakeBackbone.roomy(16);
    FakeBackbone third = FakeBackbone.roomy(16);
    byte[] actual =
        entry(new Replicas(first, List.of(() -> second, () -> third)), images, folder.resolve("a"));
    byte[] expected = entry(FakeBackbone.roomy(16), images, folder.resolve("b"));
    assertThat(actual).isEqualTo(expected);
    assertThat(first.passes).hasSize(28).containsOnly(16);
    assertThat(second.passes).hasSize(28).endsWith(16, 4);
    assertThat(third.passes).hasSize(27).containsOnly(16);
    assertThat(List.of(first.closed, second.closed, third.closed)).containsOnly(true);
  }

  @Test
  void copiesOfARealNetworkGiveTheBytesOfOne(@TempDir Path folder) throws IOException {
    FeatureSettings settings =
        SettingsReader.parse(
                "",
                SettingsReader.NO_FILE,
                List.of(
                    "features.weights=random", "features.image-size=32", "features.batch-size=4"))
            .features();
    ImageSet images = new SyntheticShapes("train", 7, 30);
    try (TorchRuntime one = TorchRuntime.start(RuntimeOptions.on("cpu"));
        TorchRuntime three = TorchOnDevices.of(List.of(Device.cpu(), Device.cpu(), Device.cpu()))) {
      byte[] expected =
          entry(
              DeviceBackbones.open(new BackboneRequest(settings, 0), one, Progress.NONE),
              images,
              folder.resolve("a"));
      Backbone copies =
          DeviceBackbones.open(new BackboneRequest(settings, 0), three, Progress.NONE);
      assertThat(copies.batchSize()).isEqualTo(12);
      assertThat(entry(copies, images, folder.resolve("b"))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"float32, 2", "float32, 3", "float32, 9", "bfloat16, 2", "int8, 2", "int8, 4"})
  void coresSideBySideGiveTheBytesOfOneThread(String precision, int threads, @TempDir Path folder)
      throws IOException {
    // Rounds of whole passes, then one whole and one short pass.
    ImageSet images = new SyntheticShapes("train", 7, 46);
    byte[] expected = onCores(precision, 1, 4, images, folder.resolve("a"));
    int lanes = threads == 9 ? 3 : threads; // Nine threads are three lanes of three.
    byte[] actual = onCores(precision, threads, 4 * lanes, images, folder.resolve("b"));
    assertThat(actual).isEqualTo(expected);
  }

  private static byte[] onCores(
      String precision, int threads, int batch, ImageSet images, Path home) throws IOException {
    FeatureSettings settings =
        SettingsReader.parse(
                "",
                SettingsReader.NO_FILE,
                List.of(
                    "features.weights=random",
                    "features.image-size=32",
                    "features.batch-size=4",
                    "features.precision=" + precision))
            .features();
    RuntimeOptions options = RuntimeOptions.on("cpu").withThreads(threads).withHome(home);
    try (TorchRuntime torch = TorchRuntime.start(options)) {
      Backbone backbone =
          DeviceBackbones.open(new BackboneRequest(settings, 0), torch, Progress.NONE);
      assertThat(backbone.batchSize()).isEqualTo(batch);
      return entry(backbone, images, home);
    }
  }

  @Test
  void aCopyIsMadeWhenThereIsWorkForItOnly() {
    AtomicInteger made = new AtomicInteger();
    try (Replicas replicas =
        new Replicas(
            FakeBackbone.roomy(4),
            List.of(
                () -> {
                  made.incrementAndGet();
                  return FakeBackbone.roomy(4);
                }))) {
      replicas.features(new byte[12], 4, 1, 1, FloatBuffer.allocate(8));
      assertThat(made).hasValue(0);
      replicas.features(new byte[15], 5, 1, 1, FloatBuffer.allocate(10));
      replicas.features(new byte[15], 5, 1, 1, FloatBuffer.allocate(10));
      assertThat(made).hasValue(1);
    }
  }

  @Test
  void aFullDeviceShrinksAloneAndAFailureEndsTheCall() {
    HeardLines heard = new HeardLines();
    FakeBackbone roomy = FakeBackbone.roomy(4);
    FakeBackbone full = FakeBackbone.fitting(4, 2);
    try (Replicas replicas =
        new Replicas(roomy, List.of(() -> new Shrinking(full, "cuda:1", heard)))) {
      replicas.features(new byte[24], 8, 1, 1, FloatBuffer.allocate(16));
      assertThat(roomy.passes).containsExactly(4);
      assertThat(full.passes).containsExactly(2, 2);
      assertThat(heard.lines).singleElement().asString().contains("on cuda:1 at 4 images");
    }
    FakeBackbone tiny = FakeBackbone.fitting(4, 0);
    try (Replicas replicas =
        new Replicas(
            FakeBackbone.roomy(4), List.of(() -> new Shrinking(tiny, "cuda:1", Progress.NONE)))) {
      assertThatThrownBy(() -> replicas.features(new byte[24], 8, 1, 1, FloatBuffer.allocate(16)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("does not fit the memory of cuda:1");
    }
  }

  private static byte[] entry(Backbone backbone, ImageSet images, Path home) throws IOException {
    FeatureStore store = new LocalFeatureStore(home, Progress.NONE);
    try (backbone) {
      Extractor extractor =
          new Extractor(backbone, Optional.of(store), 2, Progress.NONE, () -> false);
      return Files.readAllBytes(extractor.stored(store, images).file());
    }
  }
}

package io.headstart.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.data.ImageSet;
import io.headstart.data.SyntheticShapes;
import io.headstart.store.FeatureStore;
import io.headstart.store.LocalFeatureStore;
import io.headstart.store.StoredFeatures;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShrinkingTest {
  private final HeardLines heard = new HeardLines();

  @Test
  void anEntryMadeOnAFullDeviceIsThatOfARoomyOne(@TempDir Path folder) throws Exception {
    // More than a chunk of 1,024 rows, and no multiple of any batch.
    ImageSet images = new SyntheticShapes("train", 7, 1337);
    FakeBackbone full = FakeBackbone.fitting(64, 20);
    StoredFeatures expected =
        extract(FakeBackbone.roomy(64), images, folder.resolve("a"), Progress.NONE);
    StoredFeatures actual =
        extract(new Shrinking(full, "cuda:0", heard), images, folder.resolve("b"), heard);
    assertThat(Files.readAllBytes(actual.file())).isEqualTo(Files.readAllBytes(expected.file()));
    // Batches of 64 are halved twice, once for all; only the last rows of all are fewer than 16.
    assertThat(full.passes.subList(0, full.passes.size() - 1)).containsOnly(16);
    assertThat(heard.lines)
        .containsExactly(
            "out of memory on cuda:0 at 64 images a forward pass: going on with 32;"
                + " --set features.batch-size=32 starts with that",
            "out of memory on cuda:0 at 32 images a forward pass: going on with 16;"
                + " --set features.batch-size=16 starts with that");
  }

  @Test
  void featuresComputedWithoutTheStoreShrinkToo() {
    ImageSet images = new SyntheticShapes("test", 7, 30);
    int[] indices = {29, 3, 3, 0, 17, 8, 1};
    FloatBuffer actual = FloatBuffer.allocate(2 * indices.length);
    FloatBuffer expected = FloatBuffer.allocate(2 * indices.length);
    Backbone full = new Shrinking(FakeBackbone.fitting(8, 2), "cuda:0", heard);
    Extractor.direct(full, images).gather(indices, actual);
    Extractor.direct(FakeBackbone.roomy(8), images).gather(indices, expected);
    assertThat(actual.array()).isEqualTo(expected.array());
    assertThat(heard.lines).hasSize(2);
  }

  @Test
  void oneImageThatDoesNotFitEndsTheRun() {
    Backbone full = new Shrinking(FakeBackbone.fitting(8, 0), "cuda:1", heard);
    assertThatThrownBy(() -> full.features(new byte[8 * 3], 8, 1, 1, FloatBuffer.allocate(16)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("one image does not fit the memory of cuda:1")
        .hasMessageContaining("received: RuntimeError: CUDA out of memory. Tried to allocate")
        .hasMessageContaining("accepted: ")
        .hasMessageContaining("next:     end other programs on cuda:1");
    assertThat(heard.lines).hasSize(3);
  }

  @Test
  void anyOtherFailureOfTheEngineGoesThrough() {
    FakeBackbone broken = new FakeBackbone(8, 2, "CUDA error: an illegal memory access");
    Backbone backbone = new Shrinking(broken, "cuda:0", heard);
    assertThatThrownBy(() -> backbone.features(new byte[8 * 3], 8, 1, 1, FloatBuffer.allocate(16)))
        .isInstanceOf(EngineException.class)
        .hasMessage("CUDA error: an illegal memory access");
    assertThat(heard.lines).isEmpty();
  }

  private static StoredFeatures extract(
      Backbone backbone, ImageSet images, Path home, Progress progress) {
    FeatureStore store = new LocalFeatureStore(home, Progress.NONE);
    return new Extractor(backbone, Optional.of(store), 2, progress, () -> false)
        .stored(store, images);
  }
}

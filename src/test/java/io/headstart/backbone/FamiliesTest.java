package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.TestFeatures;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks of the families as backbones, with weights that know nothing. */
class FamiliesTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  private final HeardLines heard = new HeardLines();

  @Test
  void everyNetworkHasItsDefaultAmongItsOutputsAndANameOfItsOwn() {
    List<Backbones.Entry> all = Backbones.all();
    assertThat(all).extracting(entry -> entry.backbone().name()).doesNotHaveDuplicates();
    assertThat(all)
        .filteredOn(entry -> entry.family() instanceof ArchitectureFamily)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            entry -> {
              KnownBackbone known = entry.backbone();
              assertThat(known.outputs()).containsKeys(known.standard().toArray(new String[0]));
              assertThat(known.published()).isPresent();
            });
  }

  @Test
  void aNetworkSaysWhatItIsAndGivesTheLayersAskedFor() {
    FeatureSettings settings = mobile(Precision.FLOAT32, "stage3", "pooled");
    try (Backbone backbone = open(settings)) {
      BackboneDescription description = backbone.description();
      assertThat(description.family()).isEqualTo("mobilenetv3");
      assertThat(description.name()).isEqualTo("mobilenetv3_large_100");
      assertThat(description.weights()).isEqualTo("random");
      assertThat(description.layers()).containsExactly("stage3", "pooled");
      assertThat(description.hash()).hasSize(64);
      assertThat(backbone.dimension(32, 32)).isEqualTo(40 + 1280);
      FloatBuffer features = FloatBuffer.allocate(1320);
      backbone.features(DrawnImages.of(1, 1, 32), 1, 32, 32, features);
      for (float feature : features.array()) {
        assertThat(feature).isFinite();
      }
    }
    assertThat(heard.lines).first().asString().contains("RANDOM weights");
  }

  @Test
  void aMistypedNameIsAnsweredWithTheNearestOne() {
    assertThatThrownBy(() -> Backbones.named("vit_smal_patch16_224"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("did you mean vit_small_patch16_224?");
  }

  @Test
  void wholeNumbersAreLeftToResNet18() {
    try (Backbone backbone = open(mobile(Precision.INT8))) {
      assertThat(backbone.description().precision()).isEqualTo("float32");
    }
    assertThat(heard.lines).anyMatch(line -> line.contains("int8 cannot run"));
  }

  @Test
  void imagesThatPatchesDoNotFillAreRefusedBeforeAnythingIsFetched() {
    FeatureSettings settings =
        TestFeatures.sized(
            TestFeatures.of("vit_small_patch14_dinov2", "nowhere.safetensors", Precision.AUTO),
            100);
    ArchitectureFamily vit = (ArchitectureFamily) family("vit_small_patch14_dinov2");
    KnownBackbone known = Backbones.named("vit_small_patch14_dinov2");
    assertThatThrownBy(() -> vit.open(known, new BackboneRequest(settings, 0), TORCH, heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a multiple of 14")
        .hasMessageContaining("98 or 112");
  }

  private static BackboneFamily family(String name) {
    return Backbones.all().stream()
        .filter(entry -> entry.backbone().name().equals(name))
        .findFirst()
        .orElseThrow()
        .family();
  }

  private static FeatureSettings mobile(Precision precision, String... layers) {
    return TestFeatures.sized(
        TestFeatures.of("mobilenetv3_large_100", "random", precision, layers), 64);
  }

  private Backbone open(FeatureSettings settings) {
    return Backbones.open(new BackboneRequest(settings, 5), TORCH, heard);
  }
}

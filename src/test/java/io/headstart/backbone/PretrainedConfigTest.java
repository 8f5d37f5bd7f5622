package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.config.FeatureSettings.Interpolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What timm's config.json says of the weights beside it. */
class PretrainedConfigTest {
  @TempDir private Path folder;

  private Path weights(String config) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    return folder.resolve("model.safetensors");
  }

  private static KnownBackbone resnet18() {
    return Backbones.named("resnet18");
  }

  @Test
  void withoutItNothingIsSaid() throws IOException {
    assertThat(PretrainedConfig.beside(folder.resolve("model.safetensors"))).isEmpty();
    assertThat(PretrainedConfig.beside(weights("{\"model_type\": \"vit\"}"))).isEmpty();
  }

  @Test
  void itsPreprocessingTakesThePlaceOfTheTables() throws IOException {
    Path weights =
        weights(
            "{\"architecture\": \"resnet18\", \"pretrained_cfg\": {\"input_size\": [3, 288, 288],"
                + " \"interpolation\": \"bicubic\", \"crop_pct\": 0.95, \"mean\": [0.5, 0.5, 0.5],"
                + " \"std\": [0.5, 0.5, 0.5]}}");
    Preprocessing preprocessing =
        PretrainedConfig.beside(weights).orElseThrow().applyTo(resnet18(), weights).preprocessing();
    assertThat(preprocessing)
        .isEqualTo(new Preprocessing(288, Interpolation.BICUBIC, 0.95, Preprocessing.SYMMETRIC));
    assertThat(preprocessing.text())
        .isEqualTo("bicubic 288, half-pixel centers, middle 0.95; -1 to 1");
  }

  @Test
  void weightsOfAnotherNetworkAreNamed() throws IOException {
    Path weights = weights("{\"architecture\": \"vit_tiny\", \"pretrained_cfg\": {}}");
    assertThatThrownBy(
            () -> PretrainedConfig.beside(weights).orElseThrow().applyTo(resnet18(), weights))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("config.json says vit_tiny, for features.backbone: resnet18");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[[[[[[",
        "{\"pretrained_cfg\": {\"crop_pct\": 7}}",
        "{\"pretrained_cfg\": {\"crop_pct\": \"x\"}}",
        "{\"pretrained_cfg\": {\"input_size\": [1, 2, []]}}",
        "{\"pretrained_cfg\": {\"interpolation\": \"lanczos\"}}",
        "{\"pretrained_cfg\": {\"mean\": [{}, 1, 2], \"std\": [1, 1, 1]}}"
      })
  void whatCannotBeReadIsSaidInFourParts(String config) throws IOException {
    Path weights = weights(config);
    assertThatThrownBy(
            () -> PretrainedConfig.beside(weights).orElseThrow().applyTo(resnet18(), weights))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("config.json");
  }
}

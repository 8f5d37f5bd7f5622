package io.headstart.backbone.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.torchscript.LoadedModule;
import io.headstart.config.FeatureSettings;
import io.headstart.config.SettingsReader;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a real {@code .pt} file: zip, pickle, module, comparison, features. */
class ResNetFileTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  @TempDir private Path folder;
  private final HeardLines heard = new HeardLines();

  @Test
  void aResNet18IsKnownByItsWeightsAndComputesWhatItsModuleDoes() throws IOException {
    Path file = ResNetFile.write(folder.resolve("anything.pt"));
    FeatureSettings settings = settings(file);
    float[] features;
    try (Backbone backbone = Backbones.open(settings, 0, TORCH, heard)) {
      BackboneDescription description = backbone.description();
      assertThat(description.family()).isEqualTo("resnet");
      assertThat(description.name()).isEqualTo("resnet18");
      assertThat(description.weights()).isEqualTo(file.toString());
      assertThat(description.imageSize()).isEqualTo(OptionalInt.of(64));
      assertThat(description.layers()).containsExactly("layer4");
      features = features(backbone);
    }
    assertThat(heard.lines).isEmpty();
    NetworkOptions options =
        NetworkOptions.of(settings, new Preprocessing(64, Preprocessing.IMAGENET), TORCH);
    try (Backbone loaded = LoadedModule.open(file, "", options, TORCH)) {
      float[] expected = features(loaded);
      float greatest = 0;
      for (float value : expected) {
        greatest = Math.max(greatest, Math.abs(value));
      }
      assertThat(greatest).isPositive();
      assertThat(features).hasSize(512).containsExactly(expected, within(1e-4f * greatest));
    }
  }

  @Test
  void itsInnerLayersCanBeAskedFor() throws IOException {
    Path file = ResNetFile.write(folder.resolve("anything.pt"));
    try (Backbone backbone =
        Backbones.open(settings(file, "features.layers=[layer2, layer4]"), 0, TORCH, heard)) {
      assertThat(backbone.dimension(32, 32)).isEqualTo(128 + 512);
      assertThat(backbone.description().layers()).containsExactly("layer2", "layer4");
    }
  }

  /** Weights of the right sizes do not make a ResNet-18: this one takes maxima in the end. */
  @Test
  void anotherNetworkOfTheSameWeightsIsFoundOutAndRunsAsItIs() throws IOException {
    Path file = ResNetFile.writeWithMaxima(folder.resolve("maxima.pt"));
    assertThat(ResNet18Weights.read(file)).isPresent();
    try (Backbone backbone =
        Backbones.open(settings(file, "features.precision=bfloat16"), 0, TORCH, heard)) {
      BackboneDescription description = backbone.description();
      assertThat(description.family()).isEqualTo("torchscript");
      assertThat(description.name()).isEqualTo("maxima");
      assertThat(description.precision()).isEqualTo("float32");
      assertThat(description.hash()).isEqualTo(Sha256.of(file));
      assertThat(features(backbone)).hasSize(512);
    }
    assertThat(heard.lines)
        .singleElement()
        .asString()
        .contains("maxima.pt is not a plain ResNet-18");
    assertThatThrownBy(
            () -> Backbones.open(settings(file, "features.layers=[layer3]"), 0, TORCH, heard))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("of a network not known")
        .hasMessageContaining("maxima.pt");
  }

  @Test
  void aFileThatEndsTooSoonIsNoModel() throws IOException {
    byte[] whole = Files.readAllBytes(ResNetFile.write(folder.resolve("whole.pt")));
    Path cut = folder.resolve("cut.pt");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> Backbones.open(settings(cut), 0, TORCH, Progress.NONE))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the weights file is not a TorchScript model")
        .hasMessageContaining("cut.pt");
  }

  private static FeatureSettings settings(Path file, String... more) {
    List<String> all = new ArrayList<>(List.of("features.image-size=64"));
    all.add("features.precision=float32");
    all.add("features.weights=\"" + file + "\"");
    all.addAll(List.of(more));
    return SettingsReader.parse("", SettingsReader.NO_FILE, all).features();
  }

  private static float[] features(Backbone backbone) {
    byte[] pixels = new byte[32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 % 255);
    }
    FloatBuffer features = FloatBuffer.allocate(backbone.dimension(32, 32));
    backbone.features(pixels, 1, 32, 32, features);
    return features.array();
  }
}

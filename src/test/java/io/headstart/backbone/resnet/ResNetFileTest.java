package io.headstart.backbone.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.ForeignModules;
import io.headstart.HeardLines;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.torchscript.LoadedModule;
import io.headstart.backbone.torchscript.PermittedModule;
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
import org.assertj.core.api.InstanceOfAssertFactories;
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
    try (Backbone backbone = open(settings, TORCH)) {
      BackboneDescription description = backbone.description();
      assertThat(description.family()).isEqualTo("resnet");
      assertThat(description.name()).isEqualTo("resnet18");
      assertThat(description.weights()).isEqualTo(file.toString());
      assertThat(description.imageSize()).isEqualTo(OptionalInt.of(64));
      assertThat(description.layers()).containsExactly("layer4");
      features = features(backbone);
    }
    assertThat(heard.lines).isEmpty();
    NetworkOptions options = NetworkOptions.of(settings, Backbones.named("resnet18"), TORCH);
    try (TorchRuntime torch = allowing(file);
        Backbone loaded = LoadedModule.open(permitted(file, torch), "", options, torch)) {
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
    try (Backbone backbone = open(settings(file, "features.layers=[layer2, layer4]"), TORCH)) {
      assertThat(backbone.dimension(32, 32)).isEqualTo(128 + 512);
      assertThat(backbone.description().layers()).containsExactly("layer2", "layer4");
    }
  }

  /** Weights of the right sizes do not make a ResNet-18: this one takes maxima in the end. */
  @Test
  void anotherNetworkOfTheSameWeightsIsFoundOutAndRunsAsItIs() throws IOException {
    Path file = ResNetFile.writeWithMaxima(folder.resolve("maxima.pt"));
    assertThat(ResNet18File.open(file)).isPresent();
    TorchRuntime torch = allowing(file);
    try (Backbone backbone = open(settings(file, "features.precision=bfloat16"), torch)) {
      BackboneDescription description = backbone.description();
      assertThat(description.family()).isEqualTo("torchscript");
      assertThat(description.name()).isEqualTo("maxima");
      assertThat(description.precision()).isEqualTo("float32");
      assertThat(description.hash()).isEqualTo(Sha256.of(file));
      assertThat(features(backbone)).hasSize(512);
    }
    assertThat(heard.lines)
        .hasSize(2)
        .last(InstanceOfAssertFactories.STRING)
        .contains("maxima.pt is not a plain ResNet-18");
    assertThatThrownBy(() -> open(settings(file, "features.layers=[layer3]"), torch))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("of a network not known")
        .hasMessageContaining("maxima.pt");
    assertThatThrownBy(() -> open(settings(file), TORCH))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("--run-module=" + Sha256.of(file));
  }

  @Test
  void aFileThatEndsTooSoonIsNoModel() throws IOException {
    byte[] whole = Files.readAllBytes(ResNetFile.write(folder.resolve("whole.pt")));
    Path cut = folder.resolve("cut.pt");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> open(settings(cut), TORCH))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the weights file is not a TorchScript model")
        .hasMessageContaining("cut.pt");
  }

  private Backbone open(FeatureSettings settings, TorchRuntime torch) {
    return Backbones.open(new BackboneRequest(settings, 0), torch, heard);
  }

  private static TorchRuntime allowing(Path file) throws IOException {
    ForeignModules modules = new ForeignModules(List.of(Sha256.of(file)));
    return TorchRuntime.start(RuntimeOptions.on("cpu").withModules(modules));
  }

  private static PermittedModule permitted(Path file, TorchRuntime torch) {
    BackboneRequest any = new BackboneRequest(settings(file), 0);
    return PermittedModule.read(file, "", any, torch.options().modules(), Progress.NONE);
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

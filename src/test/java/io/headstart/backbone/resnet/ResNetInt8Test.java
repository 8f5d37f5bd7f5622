package io.headstart.backbone.resnet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.headstart.Assets;
import io.headstart.HeardLines;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.DrawnImages;
import io.headstart.backbone.Forward;
import io.headstart.backbone.ImagePreparation;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.NetworkWeights;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.TextNetwork;
import io.headstart.backbone.weights.DrawnTensors;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.SettingsReader;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResNetInt8Test {
  private static final int IMAGES = 18;
  private static final int SIDE = 64;
  private static final byte[] PIXELS = DrawnImages.of(7, IMAGES, SIDE);

  @TempDir private Path home;
  private final HeardLines heard = new HeardLines();

  private TorchRuntime runtime(int threads) {
    return TorchRuntime.start(RuntimeOptions.on("cpu").withHome(home).withThreads(threads));
  }

  private static FeatureSettings settings(String weights, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("features.weights=" + weights);
    return SettingsReader.parse("", SettingsReader.NO_FILE, all).features();
  }

  private static float[] features(Backbone backbone, int from, int count) {
    int bytes = SIDE * SIDE * 3;
    byte[] some = Arrays.copyOfRange(PIXELS, from * bytes, (from + count) * bytes);
    FloatBuffer features = FloatBuffer.allocate(count * backbone.dimension(SIDE, SIDE));
    backbone.features(some, count, SIDE, SIDE, features);
    return features.array();
  }

  private Backbone open(TorchRuntime torch, FeatureSettings settings, Progress progress) {
    return Backbones.open(new BackboneRequest(settings, 3), torch, progress);
  }

  private float[] int8(String network, int side, int threads, int batch) {
    FeatureSettings settings =
        settings(
            "random",
            "features.backbone=" + network,
            "features.precision=int8",
            "features.image-size=" + side,
            "features.layers=[layer2, layer4]");
    try (TorchRuntime torch = runtime(threads);
        Backbone backbone = open(torch, settings, heard)) {
      assertThat(backbone.description().precision()).as(heard.lines.toString()).isEqualTo("int8");
      FloatBuffer all = FloatBuffer.allocate(IMAGES * backbone.dimension(SIDE, SIDE));
      for (int from = 0; from < IMAGES; from += batch) {
        all.put(features(backbone, from, Math.min(batch, IMAGES - from)));
      }
      return all.array();
    }
  }

  @ParameterizedTest
  @CsvSource({"resnet18, 96, 128, 512", "resnet50, 64, 512, 2048"})
  void theBytesDependNeitherOnThreadsNorOnTheBatch(String network, int side, int second, int last) {
    float[] expected = int8(network, side, 1, 16);
    assertThat(expected).hasSize(IMAGES * (second + last));
    assertThat(int8(network, side, 2, 16)).isEqualTo(expected);
    assertThat(int8(network, side, 2, 5)).isEqualTo(expected);
  }

  @Test
  void aShortcutMayBeTheLastConvolution() {
    ResNet tiny = new ResNet("tiny", List.of(1, 1, 1, 1), true, 8);
    List<String> layers = List.of("layer1", "layer2", "layer3", "layer4");
    Preprocessing preprocessing = new Preprocessing(64, Preprocessing.IMAGENET);
    NetworkOptions options = new NetworkOptions(preprocessing, layers, Precision.INT8, 4);
    try (TorchRuntime torch = runtime(2);
        DrawnTensors drawn = new DrawnTensors(3, tiny.parts());
        NetworkWeights weights = NetworkWeights.load(torch, tiny, drawn, 64);
        Forward exact = TextNetwork.open(torch, weights, new TextNetwork.Use(6, 4, 64, layers));
        Forward whole =
            ResNetInt8.open(
                    torch,
                    options,
                    new ResNetInt8.Source(tiny, weights.hash(), Convolution.of(weights)))
                .orElseThrow();
        NDManager scratch = torch.manager().newSubManager();
        ImagePreparation preparation = new ImagePreparation(scratch, preprocessing)) {
      float[][] features = new float[2][];
      for (int i = 0; i < 2; i++) {
        NDArray images = preparation.images(scratch, PIXELS, 4, SIDE, SIDE, 6);
        features[i] = (i == 0 ? exact : whole).features(scratch, images).toFloatArray();
      }
      assertThat(features[1]).hasSameSizeAs(features[0]).isNotEqualTo(features[0]);
      assertThat(ResNetTest.distance(features[1], features[0])).isLessThan(0.1);
    }
  }

  @Test
  void itsFeaturesAreOthersInTheStore() {
    try (TorchRuntime torch = runtime(2);
        Backbone whole =
            open(torch, settings("random", "features.precision=int8"), Progress.NONE)) {
      assertThat(whole.identity()).containsEntry("precision", "int8").containsKey("quantization");
    }
  }

  @Test
  void factorsOnChannelsChangeNothingButTheSteps() {
    ResNet18Weights weights = ResNet18Weights.random(1);
    int tensors = weights.convolutions().size();
    float[][] low = new float[tensors][];
    float[][] high = new float[tensors][];
    for (int i = 0; i < tensors; i++) {
      int channels = weights.convolutions().get(i).outputs();
      low[i] = new float[channels];
      high[i] = new float[channels];
      for (int c = 0; c < channels; c++) {
        low[i][c] = -c % 3;
        high[i][c] = 1 + (c * 7 + i) % 11;
      }
    }
    Quantization quantization =
        Quantization.of(
            ResNet.RESNET18, weights.convolutions(), new ActivationRanges(low, high), -2.1, 2.6);
    FeatureSettings settings =
        settings("random", "features.precision=float32", "features.image-size=64");
    try (TorchRuntime torch = runtime(2)) {
      float[] plain = floats(torch, settings, weights);
      float[] scaled = floats(torch, settings, new ResNet18Weights(quantization.convolutions()));
      float[] back = quantization.back()[3];
      for (int c = 0; c < plain.length; c++) {
        scaled[c] *= back[c % back.length];
      }
      assertThat(scaled).isNotEqualTo(plain);
      assertThat(ResNetTest.distance(scaled, plain)).isLessThan(1e-4);
    }
  }

  private static float[] floats(
      TorchRuntime torch, FeatureSettings settings, ResNet18Weights weights) {
    try (Backbone network =
        ResNetFamily.network(
            weights,
            new ResNetFamily.Named("resnet18", "made up"),
            NetworkOptions.of(settings, Backbones.named("resnet18"), torch),
            new BackboneRequest(settings, 0),
            torch,
            Progress.NONE)) {
      return features(network, 0, 1);
    }
  }

  @Test
  void whatDoesNotAgreeWithFloat32RunsInFloat32AndSaysSo() {
    // A channel that nobody reads, ten thousand times as strong as those beside it, leaves them no
    // step of 255; float32 does not mind.
    int strong = 5;
    List<Convolution> convolutions = new ArrayList<>();
    List<ResNet.Place> places = ResNet.RESNET18.places();
    for (int i = 0; i < places.size(); i++) {
      Convolution c = ResNet18Weights.random(1).convolutions().get(i);
      float[] weight = c.weight().clone();
      float[] bias = c.bias().clone();
      int area = c.side() * c.side();
      boolean readsTheStage = i > 0 && places.get(places.get(i).reads()).stage() == 1;
      for (int k = 0; readsTheStage && k < weight.length; k++) {
        weight[k] = k / area % c.inputs() == strong ? 0 : weight[k];
      }
      bias[strong] = i == 0 ? 1e5f : 0;
      convolutions.add(new Convolution(c.outputs(), c.inputs(), c.side(), weight, bias));
    }
    FeatureSettings settings =
        settings("random", "features.precision=int8", "features.image-size=64");
    try (TorchRuntime torch = runtime(2);
        Backbone network =
            ResNetFamily.network(
                new ResNet18Weights(convolutions),
                new ResNetFamily.Named("resnet18", "made up"),
                NetworkOptions.of(settings, Backbones.named("resnet18"), torch),
                new BackboneRequest(settings, 0),
                torch,
                heard)) {
      assertThat(network.description().precision()).isEqualTo("float32");
      assertThat(heard.lines.toString())
          .contains("WARNING: int8 features have a mean cosine of")
          .contains("less than 0.99");
    }
  }

  @Test
  void autoKeepsWhatItMeasured() throws IOException {
    FeatureSettings settings =
        settings("random", "features.precision=auto", "features.image-size=64");
    String first;
    try (TorchRuntime torch = runtime(2);
        Backbone backbone = open(torch, settings, heard)) {
      first = backbone.description().reason();
      assertThat(first).contains("measured here in images/s", "float32 ", "bfloat16 ", "int8 ");
      assertThat(heard.lines).anyMatch(line -> line.contains("measuring"));
    }
    heard.lines.clear();
    try (TorchRuntime torch = runtime(2);
        Backbone backbone = open(torch, settings, heard)) {
      assertThat(backbone.description().reason()).isEqualTo(first);
      assertThat(heard.lines).noneMatch(line -> line.contains("(once)"));
    }
    try (Stream<Path> files = Files.list(home.resolve("measured"))) {
      for (Path file : files.toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    try (TorchRuntime torch = runtime(2);
        Backbone backbone = open(torch, settings, heard)) {
      assertThat(backbone.description().reason()).contains("measured here in images/s");
      assertThat(heard.lines).anyMatch(line -> line.contains("measuring"));
    }
  }

  @Test
  void theZoosWeightsAgreeOnRealPhotographs() throws IOException {
    Path weights = Assets.require("resnet18_embedding/resnet18_embedding.pt");
    FeatureSettings settings = settings("\"" + weights + "\"", "features.precision=int8");
    try (TorchRuntime torch = runtime(2);
        Backbone backbone =
            Backbones.open(
                new BackboneRequest(settings, 0, Optional.empty(), Optional.empty()),
                torch,
                heard)) {
      assertThat(backbone.description().precision()).isEqualTo("int8");
      assertThat(backbone.description().reason()).containsPattern("cosine .* 0\\.99[6-9]");
    }
  }
}

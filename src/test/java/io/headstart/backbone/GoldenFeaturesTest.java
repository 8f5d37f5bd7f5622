package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.RandomStream;
import io.headstart.backbone.TextNetwork.Use;
import io.headstart.backbone.convnext.ConvNeXt;
import io.headstart.backbone.resnet.ResNet;
import io.headstart.backbone.vit.Vit;
import io.headstart.backbone.weights.DrawnTensors;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.SafetensorsHeader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every family against PyTorch's own modules with the same drawn weights and images: what {@code
 * benchmarks/backbones.py golden} wrote.
 */
class GoldenFeaturesTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final int FLOAT32 = 6;
  private static final int BFLOAT16 = 15;
  private static final long SEED = 7;
  private static final int IMAGES = 2;

  private static final Vit.Size PATCH_14 = new Vit.Size(128, 5, 14);
  private static final Vit.Size PATCH_32 = new Vit.Size(128, 5, 32);

  /** Narrow networks, for which the files hold all outputs. */
  private static final List<Architecture> NARROW =
      List.of(
          new ResNet("basic", List.of(2, 1, 2, 1), false, 8),
          new ResNet("bottleneck", List.of(2, 1, 2, 1), true, 8),
          new Vit("vit", new Vit.Size(128, 5, 16), 4, Vit.Kind.PLAIN),
          new Vit("dinov2", PATCH_14, 37, Vit.Kind.DINOV2),
          new Vit("registers", PATCH_14, 37, Vit.Kind.REGISTERS),
          new Vit("clip", PATCH_32, 7, Vit.Kind.clip(48)),
          new Vit("quickgelu", PATCH_32, 7, Vit.Kind.openAi(48)),
          new ConvNeXt("convnext", List.of(1, 2, 2, 1), 16));

  @ParameterizedTest
  @CsvSource({
    "basic, 64",
    "bottleneck, 64",
    "bottleneck, 75",
    "vit, 64",
    "vit, 96",
    "dinov2, 224",
    "dinov2, 518",
    "registers, 224",
    "registers, 518",
    "clip, 224",
    "quickgelu, 224",
    "convnext, 64",
    "convnext, 96",
    "mobilenetv3_large_100, 96",
    "resnet50, 64",
    "vit_small_patch14_dinov2, 224",
    "convnext_tiny, 64"
  })
  void featuresAreThoseOfPyTorch(String name, int size) {
    Architecture architecture = architecture(name);
    DrawnTensors tensors = new DrawnTensors(SEED, architecture.parts());
    try (SafetensorsFile golden = golden(name, size);
        NetworkWeights weights = NetworkWeights.load(TORCH, architecture, tensors, size)) {
      List<String> outputs =
          golden.header().entries().stream().map(SafetensorsHeader.Entry::name).toList();
      for (int type : new int[] {FLOAT32, BFLOAT16}) {
        Use use = new Use(type, IMAGES, size, outputs);
        try (TextNetwork plain = TextNetwork.plain(TORCH, weights, use)) {
          compare(golden, plain, use, architecture, "plain");
        }
        Optional<TextNetwork> fused = TextNetwork.fused(TORCH, weights, use);
        if (fused.isPresent()) {
          compare(golden, fused.get(), use, architecture, "fused");
          fused.get().close();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "basic, 64",
    "bottleneck, 64",
    "vit, 64",
    "dinov2, 224",
    "quickgelu, 224",
    "convnext, 64",
    "mobilenetv3_large_100, 64"
  })
  void anImagesFeaturesDependNeitherOnOthersNorOnTheBatch(String name, int size) {
    Architecture architecture = architecture(name);
    DrawnTensors tensors = new DrawnTensors(SEED, architecture.parts());
    try (NetworkWeights weights = NetworkWeights.load(TORCH, architecture, tensors, size)) {
      for (int type : new int[] {FLOAT32, BFLOAT16}) {
        Use use = new Use(type, 16, size, List.of(architecture.defaultOutput()));
        try (TextNetwork network = TextNetwork.open(TORCH, weights, use)) {
          float[] all = features(network, size, 5);
          int width = architecture.width(use.outputs());
          for (int images = 1; images < 5; images++) {
            // Equal to the last bit where this was written; other kernels may round otherwise.
            float[] fewer = Arrays.copyOf(all, images * width);
            assertThat(distance(features(network, size, images), fewer))
                .as("%d of 5, type %d", images, type)
                .isLessThan(type == FLOAT32 ? 1e-6 : 1e-2);
          }
        }
      }
    }
  }

  private static void compare(
      SafetensorsFile golden, Forward network, Use use, Architecture architecture, String program) {
    float[] actual = features(network, use.imageSize(), IMAGES);
    assertThat(actual).hasSize(IMAGES * architecture.width(use.outputs()));
    int row = actual.length / IMAGES;
    int from = 0;
    for (String output : use.outputs()) {
      int width = architecture.outputs().get(output);
      float[] expected = golden.tensor(output).floats();
      assertThat(expected).hasSize(IMAGES * width);
      float[] some = new float[expected.length];
      for (int i = 0; i < IMAGES; i++) {
        System.arraycopy(actual, i * row + from, some, i * width, width);
      }
      String what =
          "%s of %s at %d, %s".formatted(output, architecture.name(), use.imageSize(), program);
      if (use.type() == FLOAT32) {
        assertThat(distance(some, expected)).as(what).isLessThan(1e-4);
      } else {
        for (int i = 0; i < IMAGES; i++) {
          assertThat(cosine(some, expected, i * width, width))
              .as(what + ", bfloat16")
              .isGreaterThan(0.999);
        }
      }
      from += width;
    }
  }

  private static Architecture architecture(String name) {
    return NARROW.stream()
        .filter(narrow -> narrow.name().equals(name))
        .findFirst()
        .orElseGet(() -> Architectures.named(name).orElseThrow());
  }

  private static SafetensorsFile golden(String name, int size) {
    try {
      String resource = "/io/headstart/backbone/golden/%s-%d.safetensors".formatted(name, size);
      return Safetensors.open(Path.of(GoldenFeaturesTest.class.getResource(resource).toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static float[] features(Forward network, int size, int count) {
    RandomStream random = RandomStream.of(SEED, "images");
    float[] pixels = new float[count * 3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (2 * (2 * random.nextDouble() - 1));
    }
    try (NDManager scratch = TORCH.manager().newSubManager()) {
      NDArray images = scratch.create(pixels, new Shape(count, 3, size, size)).duplicate();
      return network.features(scratch, images).toFloatArray();
    }
  }

  /** Greatest difference, as a share of the greatest value. */
  private static double distance(float[] actual, float[] expected) {
    double greatest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      greatest = Math.max(greatest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    }
    return difference / greatest;
  }

  private static double cosine(float[] one, float[] other, int from, int length) {
    float[] left = Arrays.copyOfRange(one, from, from + length);
    float[] right = Arrays.copyOfRange(other, from, from + length);
    double product = 0;
    double leftSquare = 0;
    double rightSquare = 0;
    for (int i = 0; i < length; i++) {
      product += left[i] * right[i];
      leftSquare += left[i] * left[i];
      rightSquare += right[i] * right[i];
    }
    return product / Math.sqrt(leftSquare * rightSquare);
  }
}

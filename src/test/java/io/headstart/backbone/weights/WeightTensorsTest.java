package io.headstart.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.backbone.Architecture;
import io.headstart.backbone.Architectures;
import io.headstart.backbone.resnet.ResNet;
import io.headstart.safetensors.DType;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import io.headstart.safetensors.TensorType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightTensorsTest {
  /** That of tiny.pt, which {@code benchmarks/backbones.py weights} wrote. */
  private static final ResNet TINY = new ResNet("tiny", List.of(1, 1, 1, 1), false, 2);

  private static final long SEED = 7;

  @TempDir Path folder;

  @Test
  void anEmptyFileIsNoWeights() throws IOException {
    Path file = Files.createFile(folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> WeightTensors.open(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a file of 0 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny.pt", "tiny-parameters.pt", "tiny-wrapped.pt"})
  void whatTorchSavedIsReadAsData(String name) {
    try (NamedTensors saved = WeightTensors.open(resource(name))) {
      assertSame(saved, new DrawnTensors(SEED, TINY.parts()));
      Architectures.requireFit(TINY, saved);
    }
  }

  /** One traced by PyTorch: {@code benchmarks/backbones.py traced} wrote it. */
  @Test
  void ofATracedClassifierTheLastLayerIsPassedOver() {
    ResNet network = new ResNet("traced", List.of(1, 1, 1, 1), true, 2);
    try (NamedTensors traced = WeightTensors.open(resource("traced-tiny.pt"))) {
      NamedTensors drawn = new DrawnTensors(SEED, network.parts());
      for (String name : drawn.names()) {
        assertThat(traced.floats(name)).as(name).containsExactly(drawn.floats(name));
      }
      assertThat(traced.names()).contains("fc.weight", "fc.bias");
      Architectures.requireFit(network, traced);
    }
  }

  @Test
  void halfPrecisionOfTorchIsReadAsFloat32() {
    NamedTensors drawn = new DrawnTensors(SEED, TINY.parts());
    try (NamedTensors saved = WeightTensors.open(resource("tiny-half.pt"))) {
      for (String name : drawn.names()) {
        float[] exact = drawn.floats(name);
        float[] half = saved.floats(name);
        for (int i = 0; i < exact.length; i++) {
          // 11 bits of mantissa, to the nearest; the least positive number is 2^-24.
          assertThat(Math.abs(half[i] - exact[i]))
              .isLessThanOrEqualTo(Math.abs(exact[i]) * 0x1p-11f + 0x1p-25f);
        }
      }
    }
  }

  @Test
  void safetensorsOf16BitsAreReadAsFloat32() {
    short[] half = {0, (short) 0x8000, 0x3c00, (short) 0xc000, 0x7bff, 0x0001, 0x7c00};
    short[] brain = {0, (short) 0x8000, 0x3f80, (short) 0xc000, 0x7f7f, 0x0001, 0x7f80};
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(
        file,
        Map.of("half", shorts(DType.F16, half), "brain", shorts(DType.BF16, brain)),
        Map.of());
    try (NamedTensors tensors = WeightTensors.open(file)) {
      assertThat(tensors.floats("half"))
          .containsExactly(0f, -0f, 1f, -2f, 65504f, 0x1p-24f, Float.POSITIVE_INFINITY);
      assertThat(tensors.floats("brain"))
          .containsExactly(
              0f,
              -0f,
              1f,
              -2f,
              0x1.fep127f,
              Float.intBitsToFloat(0x10000),
              Float.POSITIVE_INFINITY);
    }
  }

  private static Tensor shorts(DType type, short[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(values);
    return new Tensor(new TensorType(type, values.length), bytes);
  }

  @Test
  void quantizedWeightsAreRefused() {
    Path file = folder.resolve("model.safetensors");
    Tensor bytes = new Tensor(new TensorType(DType.I8, 2), ByteBuffer.allocate(2));
    Safetensors.write(file, Map.of("weight", bytes), Map.of());
    try (NamedTensors tensors = WeightTensors.open(file)) {
      assertThatThrownBy(() -> tensors.floats("weight"))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("tensor weight of type I8")
          .hasMessageContaining("F32, F16 or BF16");
    }
  }

  @Test
  void aSetOfFilesIsReadFromAnyOfThemOrFromTheirList() throws IOException {
    DrawnTensors drawn = new DrawnTensors(SEED, TINY.parts());
    Path first = folder.resolve("model-00001-of-00002.safetensors");
    Path second = folder.resolve("model-00002-of-00002.safetensors");
    Map<String, Tensor> all = tensors(drawn);
    Map<String, Tensor> some = new TreeMap<>(all);
    some.keySet().removeIf(name -> name.startsWith("layer"));
    all.keySet().removeAll(some.keySet());
    Safetensors.write(first, some, Map.of());
    Safetensors.write(second, all, Map.of());
    Path list = folder.resolve("model.safetensors.index.json");
    Files.writeString(
        list,
        "{\"weight_map\": {\"conv1.weight\": \"%s\", \"layer1.0.conv1.weight\": \"%s\"}}"
            .formatted(first.getFileName(), second.getFileName()));
    for (Path file : List.of(first, second, list)) {
      try (NamedTensors read = WeightTensors.open(file)) {
        assertSame(read, drawn);
      }
    }
    Files.delete(first);
    for (Path file : List.of(second, list)) {
      assertThatThrownBy(() -> WeightTensors.open(file))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
          .hasMessageContaining("without [model-00001-of-00002.safetensors]");
    }
  }

  @Test
  void aTruncatedFileIsSaidSo() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, tensors(new DrawnTensors(SEED, TINY.parts())), Map.of());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1000));
    assertThatThrownBy(() -> WeightTensors.open(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cut short");
  }

  @Test
  void weightsOfAnotherNetworkAreNamed() {
    Architecture vit = Architectures.named("vit_small_patch16_224").orElseThrow();
    Architecture resnet = Architectures.named("resnet50").orElseThrow();
    assertThatThrownBy(() -> Architectures.requireFit(vit, new DrawnTensors(SEED, resnet.parts())))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the weights are not those of vit_small_patch16_224")
        .hasMessageContaining("missing patch_embed.proj.weight")
        .hasMessageContaining("surplus conv1.weight")
        .hasMessageContaining("it seems to be resnet50")
        .hasMessageContaining("set features.backbone to resnet50");
  }

  @Test
  void aTensorThatIsMissingSurplusOrOfAnotherShapeIsNamed() {
    Map<String, Tensor> tensors = tensors(new DrawnTensors(SEED, TINY.parts()));
    tensors.put("fc.weight", Tensor.of(new float[32], 2, 16));
    tensors.put("bn1.num_batches_tracked", Tensor.of(new long[1]));
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, tensors, Map.of());
    try (NamedTensors read = WeightTensors.open(file)) {
      Architectures.requireFit(TINY, read);
    }
    tensors.remove("bn1.bias");
    tensors.put("layer1.0.se.weight", Tensor.of(new float[1], 1));
    tensors.put("conv1.weight", Tensor.of(new float[6], 2, 3, 1, 1));
    Safetensors.write(file, tensors, Map.of());
    try (NamedTensors read = WeightTensors.open(file)) {
      assertThatThrownBy(() -> Architectures.requireFit(TINY, read))
          .isInstanceOf(Failure.class)
          .hasMessageContaining(
              "missing bn1.bias; surplus layer1.0.se.weight; of another shape conv1.weight"
                  + " [2, 3, 1, 1] instead of [2, 3, 7, 7]; it seems to be a resnet");
    }
  }

  private static Map<String, Tensor> tensors(NamedTensors source) {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (String name : source.names()) {
      tensors.put(name, Tensor.of(source.floats(name), source.shape(name)));
    }
    return tensors;
  }

  private static void assertSame(NamedTensors actual, NamedTensors expected) {
    for (String name : expected.names()) {
      assertThat(actual.shape(name)).as(name).containsExactly(expected.shape(name));
      assertThat(actual.floats(name)).as(name).containsExactly(expected.floats(name));
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(
          WeightTensorsTest.class.getResource("/io/headstart/backbone/weights/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

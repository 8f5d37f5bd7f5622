package io.headstart.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeadTest {
  @TempDir private Path folder;
  private Path file;
  private Head written;

  /** Six features, of which four components enter 4-3-2. */
  @BeforeEach
  void write() {
    MlpShape shape = new MlpShape(4, List.of(3), 2);
    float[] parameters = new float[shape.parameters()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = i;
    }
    InputTransform transform =
        new InputTransform(
            true, Optional.of(new float[6]), Optional.of(new float[6]), Optional.of(new float[24]));
    file = folder.resolve("weights.safetensors");
    written = new Head(shape, parameters, transform);
    written.write(file);
  }

  @Test
  void aHeadReadsBackExactly() {
    Head read = Head.read(file);
    assertThat(read.shape()).isEqualTo(written.shape());
    assertThat(read.parameters()).isEqualTo(written.parameters());
    assertThat(read.transform().squareRoot()).isTrue();
    assertThat(read.transform().components().orElseThrow()).hasSize(24);
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        Arguments.of("0.weight", Tensor.of(new float[12], 12)),
        Arguments.of("0.weight", Tensor.of(new float[12], 3, 4, 1)),
        Arguments.of("0.weight", Tensor.of(new double[12], 3, 4)),
        Arguments.of("0.weight", Tensor.of(new float[0], 3, 0)),
        Arguments.of("0.weight", Tensor.of(new float[1], 1)),
        Arguments.of("0.bias", Tensor.of(new float[2], 2)),
        Arguments.of("0.bias", Tensor.of(new float[4], 4)),
        Arguments.of("0.bias", Tensor.of(new float[3], 3, 1)),
        Arguments.of("0.bias", Tensor.of(new long[3], 3)),
        Arguments.of("2.weight", Tensor.of(new float[6], 3, 2)),
        Arguments.of("2.weight", Tensor.of(new float[8], 2, 4)),
        Arguments.of("2.bias", Tensor.of(new float[1])),
        Arguments.of("input.power", Tensor.of(new float[] {0.5f, 0.5f}, 2)),
        Arguments.of("input.power", Tensor.of(new float[] {2}, 1)),
        Arguments.of("input.mean", Tensor.of(new float[4], 4)),
        Arguments.of("input.mean", Tensor.of(new double[6], 6)),
        Arguments.of("input.scale", Tensor.of(new float[6], 6, 1)),
        Arguments.of("input.components", Tensor.of(new float[24], 6, 4)),
        Arguments.of("input.components", Tensor.of(new float[24], 24)));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void aTensorOfAnotherTypeRankOrLengthIsNamed(String name, Tensor misfit) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (SafetensorsFile head = Safetensors.open(file)) {
      head.header().entries().forEach(e -> tensors.put(e.name(), head.tensor(e.name())));
      tensors.put(name, misfit);
      Safetensors.write(folder.resolve("other"), tensors, Map.of());
    }
    assertThatThrownBy(() -> Head.read(folder.resolve("other")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is not a classifier head")
        .hasMessageContaining(name.substring(0, name.indexOf('.')) + ".");
  }

  @Test
  void aFileWithoutLayersIsNoHead() {
    Safetensors.write(file, Map.of("weight", Tensor.of(new float[1], 1)), Map.of());
    assertThatThrownBy(() -> Head.read(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("0.weight is missing");
  }
}

package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.safetensors.DType;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.SafetensorsHeader;
import io.headstart.safetensors.Tensor;
import io.headstart.safetensors.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trained head: sizes, weights, and what happens to features before the first layer.
 *
 * <p>In its file the tensors have the names of PyTorch's {@code Sequential(Linear, ReLU, Linear,
 * ...)}: {@code 0.weight} [out, in], {@code 0.bias} [out], {@code 2.weight}, ...; beside them
 * {@code input.power} [1], {@code input.mean} [D], {@code input.scale} [D], {@code
 * input.components} [k, D] when present.
 *
 * @param shape the sizes, after the transform
 * @param parameters [P] in the layout of {@link MlpShape#layout()}
 * @param transform applied to the features first
 */
public record Head(MlpShape shape, float[] parameters, InputTransform transform) {
  /** The name of the power that features are raised to, their signs kept: [1], always 0.5. */
  public static final String POWER = "input.power";

  /** The name of what is subtracted from features. */
  public static final String MEAN = "input.mean";

  /** The name of what features are multiplied with after that. */
  public static final String SCALE = "input.scale";

  /** The name of what features are projected on after that. */
  public static final String COMPONENTS = "input.components";

  /** Checks that there are as many parameters as the shape has. */
  public Head {
    if (parameters.length != shape.parameters()) {
      throw new IllegalArgumentException(
          parameters.length + " parameters for a " + shape + " of " + shape.parameters());
    }
  }

  /** Writes the file atomically. */
  void write(Path file) {
    Safetensors.write(file, tensors(), Map.of("format", "pt", "layers", shape.toString()));
  }

  /** Returns its tensors by the names they have in the file. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (MlpShape.Layer layer : shape.layout()) {
      tensors.put(
          layer.name() + ".weight",
          Tensor.of(
              Arrays.copyOfRange(parameters, layer.offset(), layer.biasOffset()),
              layer.outputs(),
              layer.inputs()));
      tensors.put(
          layer.name() + ".bias",
          Tensor.of(
              Arrays.copyOfRange(parameters, layer.biasOffset(), layer.end()), layer.outputs()));
    }
    put(tensors, transform);
    return tensors;
  }

  /**
   * Reads the file.
   *
   * @throws Failure when it is missing, damaged or no head
   */
  static Head read(Path file) {
    try (SafetensorsFile tensors = Safetensors.open(file)) {
      List<Integer> sizes = sizes(tensors.header(), file);
      int last = sizes.size() - 1;
      MlpShape shape = new MlpShape(sizes.get(0), sizes.subList(1, last), sizes.get(last));
      requireTransform(tensors.header(), shape.inputs(), file);
      float[] parameters = new float[shape.parameters()];
      for (MlpShape.Layer layer : shape.layout()) {
        copy(tensors.tensor(layer.name() + ".weight"), parameters, layer.offset());
        copy(tensors.tensor(layer.name() + ".bias"), parameters, layer.biasOffset());
      }
      InputTransform transform = transform(tensors);
      require(!transform.squareRoot() || tensors.tensor(POWER).floats()[0] == 0.5f, POWER, file);
      return new Head(shape, parameters, transform);
    }
  }

  /** Returns inputs, hidden widths and classes of layers that fit one another. */
  private static List<Integer> sizes(SafetensorsHeader header, Path file) {
    List<Integer> sizes = new ArrayList<>();
    int layer = 0;
    do {
      String name = String.valueOf(2 * layer);
      long[] weight = shape(header, name + ".weight", 2, file);
      long[] bias = shape(header, name + ".bias", 1, file);
      if (sizes.isEmpty()) {
        sizes.add((int) weight[1]);
      }
      require(sizes.get(layer) == weight[1] && bias[0] == weight[0], name + ".weight", file);
      sizes.add((int) weight[0]);
      layer++;
    } while (header.find(2 * layer + ".weight").isPresent());
    require(sizes.get(layer) >= 2, "the last layer", file);
    return sizes;
  }

  private static void requireTransform(SafetensorsHeader header, int inputs, Path file) {
    long features = inputs;
    if (header.find(COMPONENTS).isPresent()) {
      long[] components = shape(header, COMPONENTS, 2, file);
      require(components[0] == inputs, COMPONENTS, file);
      features = components[1];
    }
    boolean known = header.find(POWER).isEmpty() || shape(header, POWER, 1, file)[0] == 1;
    require(known, POWER, file);
    for (String name : List.of(MEAN, SCALE)) {
      boolean fits = header.find(name).isEmpty() || shape(header, name, 1, file)[0] == features;
      require(fits, name, file);
    }
  }

  /** Returns the extents of a float32 tensor, each 1 or more and an int. */
  private static long[] shape(SafetensorsHeader header, String name, int rank, Path file) {
    long[] shape =
        header
            .find(name)
            .map(SafetensorsHeader.Entry::type)
            .filter(type -> type.dtype() == DType.F32)
            .map(TensorType::shape)
            .orElse(new long[0]);
    boolean sound = Arrays.stream(shape).allMatch(e -> e > 0 && e <= Integer.MAX_VALUE);
    require(sound && shape.length == rank, name, file);
    return shape;
  }

  private static void require(boolean sound, String tensor, Path file) {
    if (!sound) {
      throw Failure.run("the weights file is not a classifier head")
          .received("%s, where %s is missing or does not fit", file, tensor)
          .accepted("float32 tensors 0.weight, 0.bias, 2.weight, ... that fit one another")
          .next("choose another checkpoint: `java -jar trainer.jar checkpoints list`")
          .build();
    }
  }

  private static void copy(Tensor tensor, float[] target, int offset) {
    float[] values = tensor.floats();
    System.arraycopy(values, 0, target, offset, values.length);
  }

  static void put(Map<String, Tensor> tensors, InputTransform transform) {
    if (transform.squareRoot()) {
      tensors.put(POWER, Tensor.of(new float[] {0.5f}, 1));
    }
    transform.mean().ifPresent(v -> tensors.put(MEAN, Tensor.of(v, v.length)));
    transform.scale().ifPresent(v -> tensors.put(SCALE, Tensor.of(v, v.length)));
    int inputs = transform.mean().map(v -> v.length).orElse(1);
    transform
        .components()
        .ifPresent(v -> tensors.put(COMPONENTS, Tensor.of(v, v.length / inputs, inputs)));
  }

  static InputTransform transform(SafetensorsFile tensors) {
    return new InputTransform(
        optional(tensors, POWER).isPresent(),
        optional(tensors, MEAN),
        optional(tensors, SCALE),
        optional(tensors, COMPONENTS));
  }

  private static Optional<float[]> optional(SafetensorsFile tensors, String name) {
    return tensors.header().find(name).isPresent()
        ? Optional.of(tensors.tensor(name).floats())
        : Optional.empty();
  }
}

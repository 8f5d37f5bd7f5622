package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.Tensor;
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
 * {@code input.mean} [D], {@code input.scale} [D], {@code input.components} [k, D] when present.
 *
 * @param shape the sizes, after the transform
 * @param parameters [P] in the layout of {@link MlpShape#layout()}
 * @param transform applied to the features first
 */
public record Head(MlpShape shape, float[] parameters, InputTransform transform) {
  private static final String MEAN = "input.mean";
  private static final String SCALE = "input.scale";
  private static final String COMPONENTS = "input.components";

  /** Checks that there are as many parameters as the shape has. */
  public Head {
    if (parameters.length != shape.parameters()) {
      throw new IllegalArgumentException(
          parameters.length + " parameters for a " + shape + " of " + shape.parameters());
    }
  }

  /** Writes the file atomically. */
  void write(Path file) {
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
    Safetensors.write(file, tensors, Map.of("format", "pt", "layers", shape.toString()));
  }

  /**
   * Reads the file.
   *
   * @throws Failure when it is missing, damaged or no head
   */
  static Head read(Path file) {
    try (SafetensorsFile tensors = Safetensors.open(file)) {
      List<Integer> hidden = new ArrayList<>();
      int inputs = 0;
      int classes = 0;
      int layers = 0;
      while (tensors.header().find(2 * layers + ".weight").isPresent()) {
        long[] shape = tensors.tensor(2 * layers + ".weight").type().shape();
        if (layers == 0) {
          inputs = (int) shape[1];
        } else {
          hidden.add((int) shape[1]);
        }
        classes = (int) shape[0];
        layers++;
      }
      if (layers == 0) {
        throw notAHead(file);
      }
      MlpShape shape = new MlpShape(inputs, hidden, classes);
      float[] parameters = new float[shape.parameters()];
      for (MlpShape.Layer layer : shape.layout()) {
        copy(tensors, layer.name() + ".weight", parameters, layer.offset(), file);
        copy(tensors, layer.name() + ".bias", parameters, layer.biasOffset(), file);
      }
      return new Head(shape, parameters, transform(tensors));
    }
  }

  private static void copy(
      SafetensorsFile tensors, String name, float[] target, int offset, Path file) {
    float[] values = tensors.tensor(name).floats();
    if (offset + values.length > target.length) {
      throw notAHead(file);
    }
    System.arraycopy(values, 0, target, offset, values.length);
  }

  private static Failure notAHead(Path file) {
    return Failure.run("the weights file is not a classifier head")
        .received("%s", file)
        .accepted("tensors 0.weight, 0.bias, 2.weight, ... that fit one another")
        .next("choose another checkpoint: `java -jar trainer.jar checkpoints list`")
        .build();
  }

  static void put(Map<String, Tensor> tensors, InputTransform transform) {
    transform.mean().ifPresent(v -> tensors.put(MEAN, Tensor.of(v, v.length)));
    transform.scale().ifPresent(v -> tensors.put(SCALE, Tensor.of(v, v.length)));
    int inputs = transform.mean().map(v -> v.length).orElse(1);
    transform
        .components()
        .ifPresent(v -> tensors.put(COMPONENTS, Tensor.of(v, v.length / inputs, inputs)));
  }

  static InputTransform transform(SafetensorsFile tensors) {
    return new InputTransform(
        optional(tensors, MEAN), optional(tensors, SCALE), optional(tensors, COMPONENTS));
  }

  private static Optional<float[]> optional(SafetensorsFile tensors, String name) {
    return tensors.header().find(name).isPresent()
        ? Optional.of(tensors.tensor(name).floats())
        : Optional.empty();
  }
}

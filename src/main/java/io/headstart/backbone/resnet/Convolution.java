package io.headstart.backbone.resnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.backbone.NetworkWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution with a bias, its batch norm folded in.
 *
 * @param outputs channels going out
 * @param inputs channels coming in
 * @param side of the square kernel
 * @param weight [outputs, inputs, side, side]
 * @param bias [outputs]
 */
record Convolution(int outputs, int inputs, int side, float[] weight, float[] bias) {
  /** Returns those of a ResNet in the order they run. */
  static List<Convolution> of(NetworkWeights weights) {
    List<Convolution> convolutions = new ArrayList<>();
    for (int i = 0; i < weights.tensors().size(); i += 2) {
      NDArray weight = weights.tensors().get(i);
      Shape shape = weight.getShape();
      convolutions.add(
          new Convolution(
              Math.toIntExact(shape.get(0)),
              Math.toIntExact(shape.get(1)),
              Math.toIntExact(shape.get(2)),
              weight.toFloatArray(),
              weights.tensors().get(i + 1).toFloatArray()));
    }
    return convolutions;
  }

  /** Brings them to the device: a weight and a bias for each. */
  static NDList upload(NDManager manager, List<Convolution> convolutions) {
    NDList uploaded = new NDList();
    for (Convolution c : convolutions) {
      Shape shape = new Shape(c.outputs(), c.inputs(), c.side(), c.side());
      // An array made of Java's memory is copied into libtorch's own.
      uploaded.add(manager.create(c.weight(), shape).duplicate());
      uploaded.add(manager.create(c.bias()).duplicate());
    }
    return uploaded;
  }
}

package io.headstart.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;

/**
 * The classifier head as a DJL {@link SequentialBlock}: Linear, ReLU, Dropout, ..., Linear.
 *
 * <p>The block's parameters are views of one flat array, the same that training updates in place:
 * there is one copy of the weights.
 */
public final class Mlp {
  private final MlpShape shape;
  private final SequentialBlock block;

  /**
   * Binds a block to its parameters.
   *
   * @param shape the sizes
   * @param dropout share of hidden units dropped while training through this block
   * @param flat the parameters, [P] or [1, P], in the layout of {@link MlpShape#layout()}
   */
  public Mlp(MlpShape shape, double dropout, NDArray flat) {
    this.shape = shape;
    this.block = new SequentialBlock();
    NDArray parameters = flat.reshape(shape.parameters());
    for (MlpShape.Layer layer : shape.layout()) {
      Linear linear = Linear.builder().setUnits(layer.outputs()).build();
      bind(linear, "weight", parameters, layer.offset(), layer.outputs(), layer.inputs());
      bind(linear, "bias", parameters, layer.biasOffset(), layer.outputs());
      block.add(linear);
      if (layer.index() < shape.layers() - 1) {
        block.add(Activation.reluBlock());
        block.add(Dropout.builder().optRate((float) dropout).build());
      }
    }
    block.initialize(flat.getManager(), flat.getDataType(), new Shape(1, shape.inputs()));
    block.freezeParameters(true);
  }

  private static void bind(Block linear, String name, NDArray flat, int offset, long... shape) {
    long count = new Shape(shape).size();
    NDArray view = flat.get(new NDIndex("{}:{}", offset, offset + count)).reshape(shape);
    Parameter parameter = linear.getDirectParameters().get(name);
    parameter.setArray(view);
  }

  /** Returns the sizes. */
  public MlpShape shape() {
    return shape;
  }

  /** Returns the block itself, for DJL's own tools. */
  public SequentialBlock block() {
    return block;
  }

  /**
   * Returns the scores before the softmax.
   *
   * @param features float [N, inputs], already through the head's {@link InputTransform}
   * @return float [N, classes], in the features' manager
   */
  public NDArray logits(NDArray features) {
    ParameterStore store = new ParameterStore(features.getManager(), false);
    return block.forward(store, new NDList(features), false).singletonOrThrow();
  }
}

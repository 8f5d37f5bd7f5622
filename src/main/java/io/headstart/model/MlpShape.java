package io.headstart.model;

import io.headstart.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a classifier head: linear layers with ReLU between them.
 *
 * @param inputs features of an image, 1 or more
 * @param hidden widths of the hidden layers, at most four; empty for a linear classifier
 * @param classes outputs, 2 or more
 */
public record MlpShape(int inputs, List<Integer> hidden, int classes) {
  /**
   * Copies the list.
   *
   * @throws Failure when there are more weights than an array can hold
   */
  public MlpShape {
    hidden = List.copyOf(hidden);
    if (inputs < 1 || classes < 2) {
      throw new IllegalArgumentException(inputs + " inputs, " + classes + " classes");
    }
    if (weightsAndBiases(inputs, hidden, classes) > Integer.MAX_VALUE) {
      throw Failure.usage("the classifier head is too large")
          .received("model.hidden: %s, between %d features and %d classes", hidden, inputs, classes)
          .accepted("at most %,d weights and biases", Integer.MAX_VALUE)
          .next("choose smaller widths")
          .build();
    }
  }

  private static double weightsAndBiases(int inputs, List<Integer> hidden, int classes) {
    double count = 0;
    double in = inputs;
    for (int width : hidden) {
      count += (in + 1) * width;
      in = width;
    }
    return count + (in + 1) * classes;
  }

  /** Returns inputs, hidden widths and classes in order. */
  public long[] sizes() {
    List<Long> sizes = new ArrayList<>();
    sizes.add((long) inputs);
    hidden.forEach(width -> sizes.add((long) width));
    sizes.add((long) classes);
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  /** Returns how many linear layers there are: 1 to 5. */
  public int layers() {
    return hidden.size() + 1;
  }

  /** Returns how many weights and biases there are. */
  public int parameters() {
    return (int) weightsAndBiases(inputs, hidden, classes);
  }

  /** Returns the layers' places in the flat parameters, in order. */
  public List<Layer> layout() {
    List<Layer> layers = new ArrayList<>();
    long[] sizes = sizes();
    int offset = 0;
    for (int l = 0; l < layers(); l++) {
      Layer layer = new Layer(l, offset, (int) sizes[l], (int) sizes[l + 1]);
      layers.add(layer);
      offset = layer.end();
    }
    return layers;
  }

  /** Returns the shape as people write it, for example {@code 512-64-10}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (long size : sizes()) {
      text.append(text.isEmpty() ? "" : "-").append(size);
    }
    return text.toString();
  }

  /**
   * One linear layer's place in the flat parameters: weight [outputs, inputs], then bias [outputs].
   *
   * @param index 0 for the first layer
   * @param offset where its weight starts
   * @param inputs columns of the weight
   * @param outputs rows of the weight
   */
  public record Layer(int index, int offset, int inputs, int outputs) {
    /** Returns where its bias starts. */
    public int biasOffset() {
      return offset + inputs * outputs;
    }

    /** Returns the first place after the layer. */
    public int end() {
      return biasOffset() + outputs;
    }

    /**
     * Returns the name its tensors have in files: the index it has in PyTorch's {@code
     * Sequential(Linear, ReLU, Linear, ...)}, so that the file loads there as a state dict.
     */
    public String name() {
      return String.valueOf(2 * index);
    }
  }
}

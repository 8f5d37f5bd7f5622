package io.headstart.backbone.weights;

import java.util.List;

/**
 * Tensors of a file that belong together, and what becomes of them before a network runs. The
 * kinds' numbers are those of {@code fold.torchscript}.
 */
public record Part(Kind kind, List<TensorSpec> tensors) {
  /** What becomes of the tensors. */
  public enum Kind {
    /** One tensor, taken as it is. */
    PLAIN(0),
    /** A convolution's weight and its batch norm's four tensors become a weight and a bias. */
    BATCH_NORM(1),
    /** A weight, a bias and a factor for each output become a weight and a bias. */
    SCALED(2),
    /** Class token, registers and position embeddings, these resized to the images' grid. */
    POSITIONS(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** Returns its number in the program. */
    public int number() {
      return number;
    }
  }

  /** Returns a tensor that is taken as it is. */
  public static Part plain(String name, long... shape) {
    return new Part(Kind.PLAIN, List.of(TensorSpec.required(name, shape)));
  }

  /** Returns weight and bias of one layer, each taken as it is: the bias has the first extent. */
  public static List<Part> layer(String name, long... shape) {
    return List.of(plain(name + ".weight", shape), plain(name + ".bias", shape[0]));
  }

  /**
   * Returns a convolution without a bias and the batch norm after it.
   *
   * @param shape [outputs, inputs of a group, height, width]
   */
  public static Part convolution(String convolution, String norm, long... shape) {
    return new Part(
        Kind.BATCH_NORM,
        List.of(
            TensorSpec.required(convolution + ".weight", shape),
            TensorSpec.required(norm + ".weight", shape[0]),
            TensorSpec.required(norm + ".bias", shape[0]),
            TensorSpec.required(norm + ".running_mean", shape[0]),
            TensorSpec.required(norm + ".running_var", shape[0])));
  }

  /**
   * Returns a linear layer with a factor for each of its outputs.
   *
   * @param factor the factor's whole name
   */
  public static Part scaled(String linear, String factor, long outputs, long inputs) {
    return new Part(
        Kind.SCALED,
        List.of(
            TensorSpec.required(linear + ".weight", outputs, inputs),
            TensorSpec.required(linear + ".bias", outputs),
            TensorSpec.required(factor, outputs)));
  }
}

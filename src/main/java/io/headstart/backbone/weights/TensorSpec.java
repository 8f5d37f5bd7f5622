package io.headstart.backbone.weights;

import java.util.Arrays;

/**
 * A tensor that a network needs.
 *
 * @param name as files have it
 * @param required whether a file must have it; else zeros stand for it
 * @param shape its extents
 */
public record TensorSpec(String name, boolean required, long... shape) {
  /** Copies the shape. */
  public TensorSpec {
    shape = shape.clone();
  }

  static TensorSpec required(String name, long... shape) {
    return new TensorSpec(name, true, shape);
  }

  /** Returns one that is zero where a file does not have it. */
  public static TensorSpec optional(String name, long... shape) {
    return new TensorSpec(name, false, shape);
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Returns the number of elements. */
  public int elements() {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec that
        && name.equals(that.name)
        && required == that.required
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(shape);
  }

  /** Returns for example {@code conv1.weight [64, 3, 7, 7]}. */
  @Override
  public String toString() {
    return name + " " + Arrays.toString(shape);
  }
}

package io.headstart.safetensors;

import java.util.Arrays;

/**
 * Element type and shape of a tensor.
 *
 * @param dtype the element type
 * @param shape the extents, each 0 or more; empty for a scalar
 */
public record TensorType(DType dtype, long... shape) {
  /** Copies the shape; throws {@link ArithmeticException} when the size exceeds 2^63 - 1 bytes. */
  public TensorType {
    shape = shape.clone();
    long bytes = dtype.bytes();
    for (long extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("negative extent: " + Arrays.toString(shape));
      }
      bytes = Math.multiplyExact(bytes, extent);
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Returns the number of elements; 1 for a scalar. */
  public long elements() {
    long elements = 1;
    for (long extent : shape) {
      elements *= extent;
    }
    return elements;
  }

  /** Returns the number of bytes all elements take. */
  public long bytes() {
    return elements() * dtype.bytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorType that
        && dtype == that.dtype
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return 31 * dtype.hashCode() + Arrays.hashCode(shape);
  }

  /** Returns for example {@code F32 [60000, 512]}. */
  @Override
  public String toString() {
    return dtype + " " + Arrays.toString(shape);
  }
}

package io.headstart.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor's type and elements.
 *
 * @param type element type and shape
 * @param data the elements in row-major order: read-only, little-endian, {@code type.bytes()} bytes
 *     from position 0
 */
public record Tensor(TensorType type, ByteBuffer data) {
  /** Takes a read-only view from the buffer's position to its limit. */
  public Tensor {
    if (data.remaining() != type.bytes()) {
      throw new IllegalArgumentException(
          type + " takes " + type.bytes() + " bytes, not " + data.remaining());
    }
    data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns a view of its own position, so that readers do not disturb each other. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes a float32 tensor of the given shape. */
  public static Tensor of(float[] elements, long... shape) {
    ByteBuffer data = allocate((long) elements.length * Float.BYTES);
    data.asFloatBuffer().put(elements);
    return new Tensor(new TensorType(DType.F32, shape), data);
  }

  /** Makes an int64 tensor of the given shape. */
  public static Tensor of(long[] elements, long... shape) {
    ByteBuffer data = allocate((long) elements.length * Long.BYTES);
    data.asLongBuffer().put(elements);
    return new Tensor(new TensorType(DType.I64, shape), data);
  }

  /** Makes a float64 tensor of the given shape. */
  public static Tensor of(double[] elements, long... shape) {
    ByteBuffer data = allocate((long) elements.length * Double.BYTES);
    data.asDoubleBuffer().put(elements);
    return new Tensor(new TensorType(DType.F64, shape), data);
  }

  /** Returns a copy of the elements of a float32 tensor. */
  public float[] floats() {
    require(DType.F32);
    float[] elements = new float[(int) type.elements()];
    data().asFloatBuffer().get(elements);
    return elements;
  }

  /**
   * Returns a copy of the elements of a float32, float16 or bfloat16 tensor as float32.
   *
   * @throws IllegalStateException when it is of another type
   */
  public float[] asFloats() {
    return switch (type.dtype()) {
      case F16 -> HalfFloats.ofHalf(data());
      case BF16 -> HalfFloats.ofBfloat16(data());
      default -> floats();
    };
  }

  /** Returns a copy of the elements of an int64 tensor. */
  public long[] longs() {
    require(DType.I64);
    long[] elements = new long[(int) type.elements()];
    data().asLongBuffer().get(elements);
    return elements;
  }

  /** Returns a copy of the elements of a float64 tensor. */
  public double[] doubles() {
    require(DType.F64);
    double[] elements = new double[(int) type.elements()];
    data().asDoubleBuffer().get(elements);
    return elements;
  }

  private void require(DType dtype) {
    if (type.dtype() != dtype) {
      throw new IllegalStateException("the tensor is " + type + ", not " + dtype);
    }
  }

  private static ByteBuffer allocate(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package io.headstart.safetensors;

import java.nio.ByteBuffer;

/** Floating-point numbers of 16 bits as float32, which is exact. */
final class HalfFloats {
  private HalfFloats() {}

  /** Reads IEEE 754 numbers of 16 bits. */
  static float[] ofHalf(ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = ofHalf(bytes.getShort());
    }
    return values;
  }

  /** Reads the upper halves of float32. */
  static float[] ofBfloat16(ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(bytes.getShort() << 16);
    }
    return values;
  }

  /** 1 sign bit, 5 of exponent with bias 15, 10 of mantissa. */
  private static float ofHalf(short bits) {
    int exponent = (bits >> 10) & 31;
    int mantissa = bits & 1023;
    float size;
    if (exponent == 31) {
      size = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      size = mantissa * 0x1p-24f;
    } else {
      size = Float.intBitsToFloat(((exponent + 112) << 23) | (mantissa << 13));
    }
    return bits < 0 ? -size : size;
  }
}

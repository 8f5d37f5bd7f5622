package io.headstart.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.headstart.export.onnx.Syntax.Unread;

/**
 * The types of elements that occur, by ONNX and by torch.ScalarType; a later one takes an earlier.
 */
enum ElementType {
  BOOL(DataType.BOOL, 11),
  UINT8(DataType.UINT8, 0),
  INT64(DataType.INT64, 4),
  FLOAT32(DataType.FLOAT, 6),
  FLOAT64(DataType.DOUBLE, 7);

  private final DataType onnx;
  private final long torch;

  ElementType(DataType onnx, long torch) {
    this.onnx = onnx;
    this.torch = torch;
  }

  int onnx() {
    return onnx.getNumber();
  }

  static ElementType ofTorch(long number) {
    for (ElementType type : values()) {
      if (type.torch == number) {
        return type;
      }
    }
    throw new Unread("torch's type %d".formatted(number));
  }

  /** Returns the type that holds values of both. */
  ElementType and(ElementType other) {
    return compareTo(other) < 0 ? other : this;
  }
}

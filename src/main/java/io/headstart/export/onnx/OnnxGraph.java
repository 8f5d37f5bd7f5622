package io.headstart.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.headstart.safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** A graph that grows node by node; also the body of a loop, whose constants lie in the whole's. */
final class OnnxGraph {
  /**
   * What a node puts out, an input, or a constant.
   *
   * @param rank how many dimensions it has
   */
  record Value(String name, ElementType type, int rank) {}

  private final GraphProto.Builder proto = GraphProto.newBuilder();
  private final OnnxGraph whole;
  private final Map<String, Value> constants = new HashMap<>();
  private final Map<String, long[]> shapes = new HashMap<>();
  private int names;

  OnnxGraph(String name) {
    proto.setName(name);
    this.whole = this;
  }

  private OnnxGraph(OnnxGraph outer) {
    this.whole = outer.whole;
    proto.setName(whole.fresh("body"));
  }

  private String fresh(String prefix) {
    return prefix + "_" + whole.names++;
  }

  GraphProto proto() {
    return proto.build();
  }

  /** Adds an input; a dimension is a number or a name. */
  Value input(String name, ElementType type, List<Object> dimensions) {
    proto.addInput(info(name, type, dimensions));
    return new Value(name, type, dimensions.size());
  }

  /** Gives a value to the outside under a name. */
  void output(String name, Value value, List<Object> dimensions) {
    proto.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput(value.name()).addOutput(name));
    proto.addOutput(info(name, value.type(), dimensions));
  }

  private static ValueInfoProto info(String name, ElementType type, List<Object> dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          dimension instanceof String text
              ? one.setDimParam(text)
              : one.setDimValue(((Number) dimension).longValue()));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.onnx()).setShape(shape)))
        .build();
  }

  /** Adds a node with one output. */
  Value node(
      String operator,
      ElementType type,
      int rank,
      List<Value> inputs,
      AttributeProto... attributes) {
    String output = fresh(operator.toLowerCase(Locale.ROOT));
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setName(output);
    // An input that is left out is an empty name.
    inputs.forEach(input -> node.addInput(input == null ? "" : input.name()));
    node.addOutput(output).addAllAttribute(Arrays.asList(attributes));
    proto.addNode(node);
    return new Value(output, type, rank);
  }

  /** Adds a tensor, once for each name. */
  Value weight(String name, Tensor tensor) {
    ElementType type =
        switch (tensor.type().dtype()) {
          case F32 -> ElementType.FLOAT32;
          case F64 -> ElementType.FLOAT64;
          case I64 -> ElementType.INT64;
          default -> throw new IllegalArgumentException("a tensor of " + tensor.type());
        };
    long[] shape = tensor.type().shape();
    return constant(name, type, ByteString.copyFrom(tensor.data()), shape);
  }

  /** Adds a number of any type. */
  Value scalar(ElementType type, double value) {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case BOOL, UINT8 -> bytes.put((byte) value);
      case INT64 -> bytes.putLong((long) value);
      case FLOAT32 -> bytes.putFloat((float) value);
      case FLOAT64 -> bytes.putDouble(value);
    }
    String name = "number_" + type.name().toLowerCase(Locale.ROOT) + "_" + value;
    return constant(name, type, ByteString.copyFrom(bytes.flip()));
  }

  /** Adds whole numbers: int64 [n]. */
  Value numbers(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    String name = "numbers_" + Arrays.toString(values).replaceAll("[^-0-9]+", "_");
    return constant(name, ElementType.INT64, ByteString.copyFrom(bytes), values.length);
  }

  private Value constant(String name, ElementType type, ByteString data, long... shape) {
    return whole.constants.computeIfAbsent(
        name,
        key -> {
          TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
          for (long extent : shape) {
            tensor.addDims(extent);
          }
          whole.shapes.put(name, shape);
          whole.proto.addInitializer(tensor.setDataType(type.onnx()).setRawData(data));
          return new Value(name, type, shape.length);
        });
  }

  /** Returns an extent of a constant; empty of what the graph computes. */
  OptionalLong extent(Value value, int axis) {
    long[] shape = whole.shapes.get(value.name());
    return shape == null ? OptionalLong.empty() : OptionalLong.of(shape[axis]);
  }

  /**
   * Adds a loop.
   *
   * @param count how often: int64, a scalar
   * @param carried what goes from round to round, at first
   * @param round the body, of a graph of its own: of the round's number and what is carried, the
   *     next of it
   */
  List<Value> loop(Value count, List<Value> carried, Round round) {
    OnnxGraph body = new OnnxGraph(this);
    Value number = body.input(fresh("round"), ElementType.INT64, List.of());
    Value go = body.input(fresh("go"), ElementType.BOOL, List.of());
    List<Value> inside = new ArrayList<>();
    for (Value value : carried) {
      inside.add(body.unshaped(fresh("carried"), value));
    }
    List<Value> next = round.next(body, number, inside);
    body.output(fresh("go_on"), go, List.of());
    for (Value value : next) {
      String name = fresh("next");
      body.output(name, value, List.of());
      int last = body.proto.getOutputCount() - 1;
      body.proto.getOutputBuilder(last).getTypeBuilder().getTensorTypeBuilder().clearShape();
    }
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("Loop").setName(fresh("loop"));
    node.addInput(count.name()).addInput("");
    List<Value> results = new ArrayList<>();
    for (Value value : carried) {
      node.addInput(value.name());
      results.add(new Value(fresh("looped"), value.type(), value.rank()));
    }
    results.forEach(result -> node.addOutput(result.name()));
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName("body")
            .setType(AttributeType.GRAPH)
            .setG(body.proto()));
    proto.addNode(node);
    return results;
  }

  /** What a loop does. */
  @FunctionalInterface
  interface Round {
    List<Value> next(OnnxGraph body, Value number, List<Value> carried);
  }

  private Value unshaped(String name, Value like) {
    proto.addInput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setElemType(like.type().onnx()))));
    return new Value(name, like.type(), like.rank());
  }

  static AttributeProto attribute(String name, long value) {
    return attribute(name, a -> a.setType(AttributeType.INT).setI(value));
  }

  static AttributeProto attribute(String name, float value) {
    return attribute(name, a -> a.setType(AttributeType.FLOAT).setF(value));
  }

  static AttributeProto attribute(String name, String value) {
    return attribute(
        name, a -> a.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)));
  }

  static AttributeProto attribute(String name, long[] values) {
    return attribute(
        name,
        a -> {
          a.setType(AttributeType.INTS);
          Arrays.stream(values).forEach(a::addInts);
          return a;
        });
  }

  private static AttributeProto attribute(
      String name, Function<AttributeProto.Builder, AttributeProto.Builder> value) {
    return value.apply(AttributeProto.newBuilder().setName(name)).build();
  }
}

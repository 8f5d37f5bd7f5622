package io.headstart.export.onnx;

import static io.headstart.export.onnx.ElementType.BOOL;
import static io.headstart.export.onnx.ElementType.INT64;
import static io.headstart.export.onnx.OnnxGraph.attribute;

import io.headstart.export.onnx.Arguments.Whole;
import io.headstart.export.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The functions of elements and shapes, by their names. A function that changes its first argument
 * in place ({@code relu_}) is taken for the one that does not: programs use what it returns.
 */
final class Functions {
  /** What a function is in ONNX. */
  @FunctionalInterface
  interface Function {
    Object apply(Arguments arguments);
  }

  private static final Map<String, Function> ALL = new HashMap<>();

  static {
    Map.of(
            "abs", "Abs", "sign", "Sign", "floor", "Floor", "ceil", "Ceil", "round", "Round",
            "sqrt", "Sqrt")
        .forEach((name, node) -> ALL.put("torch." + name, a -> same(a, node)));
    Map.of(
            "relu",
            "Relu",
            "log",
            "Log",
            "exp",
            "Exp",
            "sigmoid",
            "Sigmoid",
            "tanh",
            "Tanh",
            "erf",
            "Erf",
            "neg",
            "Neg",
            "hardswish",
            "HardSwish",
            "logical_not",
            "Not")
        .forEach((name, node) -> ALL.put("torch." + name, a -> same(a, node)));
    Map.of("add", "+", "sub", "-", "mul", "*", "div", "/", "minimum", "min", "maximum", "max")
        .forEach((name, sign) -> ALL.put("torch." + name, a -> binary(a, sign)));
    Map.of("lt", "<", "le", "<=", "gt", ">", "ge", ">=", "eq", "==", "floordiv", "//")
        .forEach((name, sign) -> ALL.put("torch." + name, a -> binary(a, sign)));
    ALL.put("torch.logical_and", a -> both(a, "And"));
    ALL.put("torch.logical_or", a -> both(a, "Or"));
    ALL.put("torch.clamp", Functions::clamp);
    ALL.put("torch.to", Functions::to);
    ALL.put("torch.contiguous", a -> a.tensor(0));
    ALL.put("torch.type_as", a -> Arithmetic.cast(a.graph(), a.tensor(0), a.tensor(1).type()));
    ALL.put("torch.dropout", a -> a.tensor(0));
    ALL.put("torch.permute", Functions::permute);
    ALL.put("torch.transpose", Functions::transpose);
    ALL.put("torch.reshape", Functions::reshape);
    ALL.put("torch.view", Functions::reshape);
    ALL.put("torch.flatten", Functions::flatten);
    ALL.put("torch.unsqueeze", Functions::unsqueeze);
    ALL.put("torch.squeeze", Functions::squeeze);
    ALL.put("torch.expand", Functions::expand);
    ALL.put("torch.size", Functions::size);
    ALL.put("torch.dim", a -> (long) a.tensor(0).rank());
    ALL.put("torch.select", Functions::select);
    ALL.put("torch.index_select", Functions::indexSelect);
    ALL.put("torch.slice", Functions::slice);
    ALL.put("torch.cat", Functions::cat);
    ALL.put("torch.sum", a -> reduce(a, "ReduceSum"));
    ALL.put("torch.mean", a -> reduce(a, "ReduceMean"));
    ALL.put("torch.arange", Functions::arange);
    ALL.put("torch.scalar_tensor", Functions::scalar);
    ALL.put("torch.softmax", Functions::softmax);
    ALL.put("torch.len", a -> (long) a.list(0, "list").size());
    ALL.put("torch.append", Functions::append);
    ALL.put("torch.__contains__", a -> a.list(0, "list").contains(a.get(1, "item")));
    ALL.put("annotate", a -> a.get(1, "value"));
    ALL.put("int", Functions::whole);
    ALL.put("float", a -> ((Number) a.get(0, "value")).doubleValue());
    ALL.put("ops.prim.device", a -> Arguments.NONE);
    ALL.put("ops.prim.min", a -> binary(a, "min"));
    ALL.put("ops.prim.max", a -> binary(a, "max"));
    ALL.putAll(LayerFunctions.all());
  }

  private Functions() {}

  static Function named(String name) {
    Function function = ALL.get(name);
    if (function == null && name.endsWith("_")) {
      function = ALL.get(name.substring(0, name.length() - 1));
    }
    if (function == null) {
      throw new Syntax.Unread("the function %s".formatted(name));
    }
    return function;
  }

  private static Value same(Arguments a, String node) {
    Value x = a.tensor(0);
    return a.graph().node(node, x.type(), x.rank(), List.of(x));
  }

  private static Object binary(Arguments a, String sign) {
    if (a.number(2, "alpha", 1) != 1) {
      throw new Syntax.Unread("an alpha");
    }
    return Arithmetic.binary(a.graph(), sign, a.get(0, "input"), a.get(1, "other"));
  }

  private static Value both(Arguments a, String node) {
    int rank = Math.max(a.tensor(0).rank(), a.tensor(1).rank());
    return a.graph().node(node, BOOL, rank, List.of(a.tensor(0), a.tensor(1)));
  }

  private static Object clamp(Arguments a) {
    Object x = a.tensor(0);
    if (a.has(1, "min")) {
      x = Arithmetic.binary(a.graph(), "max", x, a.get(1, "min"));
    }
    return a.has(2, "max") ? Arithmetic.binary(a.graph(), "min", x, a.get(2, "max")) : x;
  }

  private static Value to(Arguments a) {
    return Arithmetic.cast(a.graph(), a.tensor(0), ElementType.ofTorch(a.number(1, "dtype")));
  }

  private static Value permute(Arguments a) {
    Value x = a.tensor(0);
    return transposed(a.graph(), x, a.numbers(1, "dims"));
  }

  static Value transposed(OnnxGraph graph, Value x, long... order) {
    return graph.node("Transpose", x.type(), x.rank(), List.of(x), attribute("perm", order));
  }

  private static Value transpose(Arguments a) {
    Value x = a.tensor(0);
    int one = a.axis(1, "dim0", x.rank());
    int other = a.axis(2, "dim1", x.rank());
    long[] order = LongStream.range(0, x.rank()).toArray();
    order[one] = other;
    order[other] = one;
    return transposed(a.graph(), x, order);
  }

  private static Value reshape(Arguments a) {
    List<?> shape = a.list(1, "shape");
    return reshaped(a.graph(), a.tensor(0), shape);
  }

  private static Value reshaped(OnnxGraph graph, Value x, List<?> shape) {
    Value extents = Arithmetic.numbers(graph, shape);
    return graph.node("Reshape", x.type(), shape.size(), List.of(x, extents));
  }

  private static Value flatten(Arguments a) {
    Value x = a.tensor(0);
    int start = (int) a.number(1, "start_dim", 0);
    int end = a.has(2, "end_dim") ? a.axis(2, "end_dim", x.rank()) : x.rank() - 1;
    List<Object> shape = new ArrayList<>();
    for (int d = 0; d < start; d++) {
      shape.add(0L); // As it was.
    }
    shape.add(-1L);
    for (int d = end + 1; d < x.rank(); d++) {
      shape.add(extent(a.graph(), x, d));
    }
    return reshaped(a.graph(), x, shape);
  }

  private static Value unsqueeze(Arguments a) {
    Value x = a.tensor(0);
    Value axis = a.graph().numbers(a.axis(1, "dim", x.rank() + 1));
    return a.graph().node("Unsqueeze", x.type(), x.rank() + 1, List.of(x, axis));
  }

  private static Value squeeze(Arguments a) {
    Value x = a.tensor(0);
    Value axis = a.graph().numbers(a.axis(1, "dim", x.rank()));
    return a.graph().node("Squeeze", x.type(), x.rank() - 1, List.of(x, axis));
  }

  private static Value expand(Arguments a) {
    Value x = a.tensor(0);
    List<?> shape =
        a.list(1, "size").stream()
            .map(extent -> extent.equals(-1L) ? (Object) 1L : extent)
            .toList();
    Value extents = Arithmetic.numbers(a.graph(), shape);
    return a.graph().node("Expand", x.type(), shape.size(), List.of(x, extents));
  }

  private static Object size(Arguments a) {
    Value x = a.tensor(0);
    if (a.has(1, "dim")) {
      int axis = a.axis(1, "dim", x.rank());
      OptionalLong known = a.graph().extent(x, axis);
      return known.isPresent() ? known.getAsLong() : extent(a.graph(), x, axis);
    }
    List<Object> all = new ArrayList<>();
    for (int d = 0; d < x.rank(); d++) {
      all.add(extent(a.graph(), x, d));
    }
    return all;
  }

  static Whole extent(OnnxGraph graph, Value x, int axis) {
    Value one =
        graph.node(
            "Shape", INT64, 1, List.of(x), attribute("start", axis), attribute("end", axis + 1L));
    return new Whole(graph.node("Squeeze", INT64, 0, List.of(one, graph.numbers(0))));
  }

  private static Value select(Arguments a) {
    Value x = a.tensor(0);
    Value index = Arithmetic.tensor(a.graph(), a.get(2, "index"), INT64);
    long axis = a.axis(1, "dim", x.rank());
    return a.graph()
        .node("Gather", x.type(), x.rank() - 1, List.of(x, index), attribute("axis", axis));
  }

  private static Value indexSelect(Arguments a) {
    Value x = a.tensor(0);
    long axis = a.axis(1, "dim", x.rank());
    return a.graph()
        .node("Gather", x.type(), x.rank(), List.of(x, a.tensor(2)), attribute("axis", axis));
  }

  private static Value slice(Arguments a) {
    Value x = a.tensor(0);
    OnnxGraph graph = a.graph();
    Value start = Arithmetic.numbers(graph, List.of(a.get(2, "start", 0L)));
    Value end = Arithmetic.numbers(graph, List.of(a.get(3, "end", Long.MAX_VALUE)));
    Value axis = graph.numbers(a.axis(1, "dim", x.rank()));
    Value step = graph.numbers(a.number(4, "step", 1));
    return graph.node("Slice", x.type(), x.rank(), List.of(x, start, end, axis, step));
  }

  private static Value cat(Arguments a) {
    List<Value> parts = a.list(0, "tensors").stream().map(Value.class::cast).toList();
    Value first = parts.get(0);
    long axis = a.axis(1, "dim", first.rank());
    return a.graph().node("Concat", first.type(), first.rank(), parts, attribute("axis", axis));
  }

  private static Value reduce(Arguments a, String node) {
    Value x = a.tensor(0);
    long[] axes = a.numbers(1, "dim");
    boolean keep = a.flag(2, "keepdim", false);
    int rank = keep ? x.rank() : x.rank() - axes.length;
    return a.graph()
        .node(
            node,
            x.type(),
            rank,
            List.of(x, a.graph().numbers(axes)),
            attribute("keepdims", keep ? 1 : 0));
  }

  private static Value arange(Arguments a) {
    ElementType type = ElementType.ofTorch((long) a.named().getOrDefault("dtype", 4L));
    Value start = a.graph().scalar(type, 0);
    Value end = Arithmetic.tensor(a.graph(), a.get(0, "end"), type);
    return a.graph().node("Range", type, 1, List.of(start, end, a.graph().scalar(type, 1)));
  }

  private static Value scalar(Arguments a) {
    ElementType type = ElementType.ofTorch((long) a.named().getOrDefault("dtype", 6L));
    return Arithmetic.tensor(a.graph(), a.get(0, "value"), type);
  }

  private static Value softmax(Arguments a) {
    Value x = a.tensor(0);
    long axis = a.axis(1, "dim", x.rank());
    return a.graph().node("Softmax", x.type(), x.rank(), List.of(x), attribute("axis", axis));
  }

  @SuppressWarnings("unchecked")
  private static Object append(Arguments a) {
    ((List<Object>) a.list(0, "list")).add(a.get(1, "item"));
    return a.list(0, "list");
  }

  private static Object whole(Arguments a) {
    Object value = a.get(0, "value");
    if (value instanceof Value tensor) {
      return new Whole(Arithmetic.cast(a.graph(), tensor, INT64));
    }
    return value instanceof Whole ? value : (Object) ((Number) value).longValue();
  }
}

package io.headstart.export.onnx;

import static io.headstart.export.onnx.ElementType.BOOL;
import static io.headstart.export.onnx.ElementType.FLOAT32;
import static io.headstart.export.onnx.ElementType.INT64;

import io.headstart.export.onnx.Arguments.Whole;
import io.headstart.export.onnx.OnnxGraph.Value;
import io.headstart.export.onnx.Syntax.Unread;
import java.util.List;
import java.util.Map;

/** Numbers and elements: of numbers known by now at once, of others as nodes. */
final class Arithmetic {
  private static final Map<String, String> NODES =
      Map.ofEntries(
          Map.entry("+", "Add"),
          Map.entry("-", "Sub"),
          Map.entry("*", "Mul"),
          Map.entry("/", "Div"),
          Map.entry("//", "Div"),
          Map.entry("%", "Mod"),
          Map.entry("<", "Less"),
          Map.entry("<=", "LessOrEqual"),
          Map.entry(">", "Greater"),
          Map.entry(">=", "GreaterOrEqual"),
          Map.entry("==", "Equal"),
          Map.entry("min", "Min"),
          Map.entry("max", "Max"));

  private static final List<String> COMPARISONS = List.of("<", "<=", ">", ">=", "==");

  private Arithmetic() {}

  static Object binary(OnnxGraph graph, String operator, Object left, Object right) {
    if (left instanceof Value || right instanceof Value) {
      return ofTensors(graph, operator, left, right);
    } else if (left instanceof Whole || right instanceof Whole) {
      if (COMPARISONS.contains(operator) || operator.equals("!=") || operator.equals("/")) {
        throw new Unread(
            "%s of numbers that are known only when the graph runs".formatted(operator));
      }
      Value a = tensor(graph, left, INT64);
      Value b = tensor(graph, right, INT64);
      return new Whole(graph.node(NODES.get(operator), INT64, 0, List.of(a, b)));
    } else if (operator.equals("==") || operator.equals("!=")) {
      return left.equals(right) == operator.equals("==");
    } else if (left instanceof Long a && right instanceof Long b && !operator.equals("/")) {
      return ofWholes(operator, a, b);
    } else if (left instanceof Number a && right instanceof Number b) {
      return ofNumbers(operator, a.doubleValue(), b.doubleValue());
    }
    throw new Unread("%s of %s and %s".formatted(operator, left, right));
  }

  private static Value ofTensors(OnnxGraph graph, String operator, Object left, Object right) {
    ElementType type = type(left).and(type(right));
    if (left instanceof Double || right instanceof Double) {
      type = type.and(FLOAT32);
    }
    String node = NODES.get(operator);
    if (node == null) {
      throw new Unread("%s of tensors".formatted(operator));
    }
    Value a = tensor(graph, left, type);
    Value b = tensor(graph, right, type);
    ElementType result = COMPARISONS.contains(operator) ? BOOL : type;
    Value value = graph.node(node, result, Math.max(a.rank(), b.rank()), List.of(a, b));
    boolean floored = operator.equals("//") && type != INT64;
    return floored ? graph.node("Floor", type, value.rank(), List.of(value)) : value;
  }

  /** Numbers take the type of the tensor beside them. */
  private static ElementType type(Object operand) {
    return operand instanceof Value value ? value.type() : BOOL;
  }

  private static Object ofWholes(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "//" -> Math.floorDiv(a, b);
      case "%" -> Math.floorMod(a, b);
      case "min" -> Math.min(a, b);
      case "max" -> Math.max(a, b);
      case "<" -> a < b;
      case "<=" -> a <= b;
      case ">" -> a > b;
      case ">=" -> a >= b;
      default -> throw new Unread("%s of numbers".formatted(operator));
    };
  }

  private static Object ofNumbers(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "<" -> a < b;
      case "<=" -> a <= b;
      case ">" -> a > b;
      case ">=" -> a >= b;
      default -> throw new Unread("%s of numbers".formatted(operator));
    };
  }

  /** Returns a tensor or number as a tensor of a type. */
  static Value tensor(OnnxGraph graph, Object operand, ElementType type) {
    if (operand instanceof Value value) {
      return cast(graph, value, type);
    } else if (operand instanceof Whole whole) {
      return cast(graph, whole.value(), type);
    } else if (operand instanceof Number number) {
      return graph.scalar(type, number.doubleValue());
    } else if (operand instanceof Boolean flag) {
      return graph.scalar(type, flag ? 1 : 0);
    }
    throw new Unread("%s where a number or tensor should be".formatted(operand));
  }

  static Value cast(OnnxGraph graph, Value value, ElementType type) {
    return value.type() == type
        ? value
        : graph.node(
            "Cast", type, value.rank(), List.of(value), OnnxGraph.attribute("to", type.onnx()));
  }

  /** Returns a list of numbers as int64 [n]. */
  static Value numbers(OnnxGraph graph, List<?> numbers) {
    if (numbers.stream().allMatch(Long.class::isInstance)) {
      return graph.numbers(numbers.stream().mapToLong(Arguments::number).toArray());
    }
    List<Value> parts =
        numbers.stream()
            .map(
                number ->
                    number instanceof Long known
                        ? graph.numbers(known)
                        : graph.node(
                            "Unsqueeze",
                            INT64,
                            1,
                            List.of(tensor(graph, number, INT64), graph.numbers(0))))
            .toList();
    return graph.node("Concat", INT64, 1, parts, OnnxGraph.attribute("axis", 0));
  }
}

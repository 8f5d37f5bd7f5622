package io.headstart.export.onnx;

import io.headstart.export.onnx.OnnxGraph.Value;
import io.headstart.export.onnx.Syntax.Unread;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a function is called with: tensors ({@link Value}), whole numbers known only when the graph
 * runs ({@link Whole}), {@code Long}, {@code Double}, {@code Boolean}, {@code String}, lists, and
 * {@link #NONE}.
 *
 * @param graph to which nodes are added
 */
record Arguments(OnnxGraph graph, List<Object> given, Map<String, Object> named) {
  /** The constant None. */
  static final Object NONE = Optional.empty();

  /** A whole number that the graph computes: int64, a scalar. */
  record Whole(Value value) {}

  boolean has(int index, String name) {
    return !get(index, name, NONE).equals(NONE);
  }

  Object get(int index, String name, Object otherwise) {
    if (index < given.size()) {
      return given.get(index);
    }
    return named.getOrDefault(name, otherwise);
  }

  Object get(int index, String name) {
    Object value = get(index, name, NONE);
    if (value.equals(NONE)) {
      throw new Unread("no argument %s".formatted(name));
    }
    return value;
  }

  Value tensor(int index) {
    return tensor(index, "input");
  }

  Value tensor(int index, String name) {
    if (get(index, name) instanceof Value value) {
      return value;
    }
    throw new Unread("%s where a tensor should be".formatted(get(index, name)));
  }

  /** Returns a number that is known by now. */
  long number(int index, String name) {
    return number(get(index, name));
  }

  long number(int index, String name, long otherwise) {
    return has(index, name) ? number(index, name) : otherwise;
  }

  static long number(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new Unread(
        "a number that is known only when the graph runs, or none: %s".formatted(value));
  }

  boolean flag(int index, String name, boolean otherwise) {
    return (boolean) get(index, name, otherwise);
  }

  List<?> list(int index, String name) {
    if (get(index, name) instanceof List<?> list) {
      return list;
    }
    throw new Unread("%s where a list should be".formatted(get(index, name)));
  }

  /** Returns numbers that are known by now; a single one stands for a list of one. */
  long[] numbers(int index, String name) {
    Object value = get(index, name);
    return value instanceof List<?> list
        ? list.stream().mapToLong(Arguments::number).toArray()
        : new long[] {number(value)};
  }

  /** Returns the place of a dimension counted from the end, too. */
  int axis(int index, String name, int rank) {
    return Math.floorMod((int) number(index, name), rank);
  }
}

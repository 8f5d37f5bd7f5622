package io.headstart.export.onnx;

import io.headstart.engine.ModuleArchive.Instance;
import io.headstart.export.onnx.Arguments.Whole;
import io.headstart.export.onnx.OnnxGraph.Value;
import io.headstart.export.onnx.Syntax.Expression;
import io.headstart.export.onnx.Syntax.Method;
import io.headstart.export.onnx.Syntax.Statement;
import io.headstart.export.onnx.Syntax.Unread;
import io.headstart.safetensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Follows a module's methods: numbers that are known are computed, loops over them and branches
 * unrolled, and what is done with tensors becomes nodes of a graph.
 */
final class ScriptReader {
  /**
   * A method of the networks' programs: linear, in blocks of so many rows, which only decide how a
   * product is summed.
   */
  private static final String ROWS = "rows";

  private final Map<String, Map<String, Method>> classes;
  private final Instance root;

  /**
   * Reads a module.
   *
   * @param code its classes
   * @param root the module itself
   */
  ScriptReader(String code, Instance root) {
    this.classes = ScriptParser.parse(code);
    this.root = root;
  }

  /** Adds what a method of the module does with tensors to a graph; returns its result. */
  Value call(OnnxGraph graph, String method, Value argument) {
    return (Value) new Frame(graph, root, new HashMap<>()).method(root, method, List.of(argument));
  }

  /** What {@code return} gave, once one was met. */
  private record Result(Object value) {}

  /** A method at work: the graph it adds to, and its variables. */
  private final class Frame {
    private final OnnxGraph graph;
    private final Instance self;
    private final Map<String, Object> variables;

    Frame(OnnxGraph graph, Instance self, Map<String, Object> variables) {
      this.graph = graph;
      this.self = self;
      this.variables = variables;
    }

    Object method(Instance owner, String name, List<Object> arguments) {
      if (name.equals(ROWS)) {
        return Functions.named("torch.linear").apply(new Arguments(graph, arguments, Map.of()));
      }
      Method method = classes.getOrDefault(owner.type(), Map.of()).get(name);
      if (method == null || method.parameters().size() != arguments.size()) {
        throw new Unread("the method %s of %s".formatted(name, owner.type()));
      }
      Map<String, Object> own = new HashMap<>();
      for (int i = 0; i < arguments.size(); i++) {
        own.put(method.parameters().get(i), arguments.get(i));
      }
      Result result = new Frame(graph, owner, own).run(method.body());
      return result == null ? Arguments.NONE : result.value();
    }

    /** Returns what a {@code return} gave; null without one. */
    private Result run(List<Statement> statements) {
      for (Statement statement : statements) {
        Result result = run(statement);
        if (result != null) {
          return result;
        }
      }
      return null;
    }

    private Result run(Statement statement) {
      if (statement instanceof Syntax.Assignment assignment) {
        assign(assignment);
      } else if (statement instanceof Syntax.Return end) {
        return new Result(value(end.value()));
      } else if (statement instanceof Syntax.If branch) {
        if (!(value(branch.condition()) instanceof Boolean chosen)) {
          throw new Unread("a branch that depends on what the graph computes");
        }
        return run(chosen ? branch.then() : branch.otherwise());
      } else if (statement instanceof Syntax.For loop) {
        return loop(loop);
      } else if (statement instanceof Syntax.Done done) {
        value(done.value());
      }
      return null;
    }

    private void assign(Syntax.Assignment assignment) {
      Object value = value(assignment.value());
      if (assignment.targets().size() == 1) {
        variables.put(assignment.targets().get(0), value);
        return;
      }
      List<?> items = (List<?>) value;
      for (int i = 0; i < assignment.targets().size(); i++) {
        variables.put(assignment.targets().get(i), items.get(i));
      }
    }

    private Result loop(Syntax.For loop) {
      Object range = value(loop.range());
      if (range instanceof Whole count) {
        roundByRound(loop, count);
        return null;
      }
      for (Object item : (List<?>) range) {
        variables.put(loop.variable(), item);
        Result result = run(loop.body());
        if (result != null) {
          return result;
        }
      }
      return null;
    }

    /** A loop whose number of rounds the graph computes; tensors that it changes are carried on. */
    private void roundByRound(Syntax.For loop, Whole count) {
      Set<String> names = new TreeSet<>();
      changed(loop.body(), names);
      names.removeIf(name -> !(variables.get(name) instanceof Value));
      List<String> carried = List.copyOf(names);
      List<Value> first = carried.stream().map(name -> (Value) variables.get(name)).toList();
      List<Value> last =
          graph.loop(
              count.value(),
              first,
              (body, number, inside) -> {
                Map<String, Object> own = new HashMap<>(variables);
                own.put(loop.variable(), new Whole(number));
                for (int i = 0; i < carried.size(); i++) {
                  own.put(carried.get(i), inside.get(i));
                }
                if (new Frame(body, self, own).run(loop.body()) != null) {
                  throw new Unread("a return within a loop");
                }
                return carried.stream().map(name -> (Value) own.get(name)).toList();
              });
      for (int i = 0; i < carried.size(); i++) {
        variables.put(carried.get(i), last.get(i));
      }
    }

    private static void changed(List<Statement> statements, Set<String> names) {
      for (Statement statement : statements) {
        if (statement instanceof Syntax.Assignment assignment) {
          names.addAll(assignment.targets());
        } else if (statement instanceof Syntax.If branch) {
          changed(branch.then(), names);
          changed(branch.otherwise(), names);
        } else if (statement instanceof Syntax.For loop) {
          changed(loop.body(), names);
        }
      }
    }

    private Object value(Expression expression) {
      if (expression instanceof Syntax.Literal literal) {
        return literal.value().orElse(Arguments.NONE);
      } else if (expression instanceof Syntax.Name name) {
        return name(name.name());
      } else if (expression instanceof Syntax.Attribute attribute) {
        return attribute(attribute);
      } else if (expression instanceof Syntax.Element element) {
        return element(value(element.list()), value(element.index()));
      } else if (expression instanceof Syntax.Call call) {
        return call(call);
      } else if (expression instanceof Syntax.Sequence sequence) {
        List<Object> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(value(item)));
        return items;
      } else if (expression instanceof Syntax.Binary binary) {
        return binary(binary);
      }
      Syntax.Unary unary = (Syntax.Unary) expression;
      Object operand = value(unary.operand());
      if (unary.operator().equals("not")) {
        return !(boolean) operand;
      }
      return Arithmetic.binary(graph, "-", 0L, operand);
    }

    private Object name(String name) {
      if (name.equals("self")) {
        return self;
      }
      Object value = variables.get(name);
      if (value == null) {
        throw new Unread("the name %s".formatted(name));
      }
      return value;
    }

    private Object attribute(Syntax.Attribute attribute) {
      Instance owner = (Instance) value(attribute.owner());
      Object value = owner.attributes().get(attribute.name());
      if (value == null) {
        throw new Unread("the attribute %s".formatted(attribute.name()));
      }
      return value instanceof Tensor tensor ? graph.weight(attribute.name(), tensor) : value;
    }

    private Object element(Object owner, Object index) {
      if (owner instanceof Value) {
        List<Object> arguments = List.of(owner, 0L, index);
        return Functions.named("torch.select").apply(new Arguments(graph, arguments, Map.of()));
      } else if (owner instanceof List<?> list) {
        return list.get(Math.floorMod((int) Arguments.number(index), list.size()));
      }
      throw new Unread("an element of %s".formatted(owner));
    }

    private Object binary(Syntax.Binary binary) {
      Object left = value(binary.left());
      // What a branch leaves out is not followed.
      if (binary.operator().equals("and") || binary.operator().equals("or")) {
        boolean decided = (boolean) left == binary.operator().equals("or");
        return decided ? left : value(binary.right());
      }
      return Arithmetic.binary(graph, binary.operator(), left, value(binary.right()));
    }

    private Object call(Syntax.Call call) {
      if (call.callee() instanceof Syntax.Attribute attribute && isModule(attribute.owner())) {
        List<Object> arguments = call.arguments().stream().map(this::value).toList();
        return method((Instance) value(attribute.owner()), attribute.name(), arguments);
      }
      String name = path(call.callee());
      if (name.equals("range")) {
        Object end = value(call.arguments().get(0));
        return end instanceof Long count ? numbers(count) : end;
      } else if (name.equals("annotate")) {
        return value(call.arguments().get(1)); // The first is a type.
      }
      Map<String, Object> named = new LinkedHashMap<>();
      call.named().forEach((key, value) -> named.put(key, value(value)));
      List<Object> given = call.arguments().stream().map(this::value).toList();
      return Functions.named(name).apply(new Arguments(graph, given, named));
    }

    private static List<Object> numbers(long count) {
      List<Object> numbers = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        numbers.add(i);
      }
      return numbers;
    }

    private boolean isModule(Expression owner) {
      Expression at = owner;
      while (at instanceof Syntax.Attribute attribute) {
        at = attribute.owner();
      }
      return at instanceof Syntax.Name name && name.name().equals("self");
    }

    private static String path(Expression callee) {
      if (callee instanceof Syntax.Attribute attribute) {
        return path(attribute.owner()) + "." + attribute.name();
      } else if (callee instanceof Syntax.Name name) {
        return name.name();
      }
      throw new Unread("a call of %s".formatted(callee));
    }
  }
}

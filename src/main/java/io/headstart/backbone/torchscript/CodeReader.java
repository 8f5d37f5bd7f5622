package io.headstart.backbone.torchscript;

import io.headstart.backbone.torchscript.ModuleCode.ClassCode;
import io.headstart.backbone.torchscript.ModuleCode.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows what a module's code would compute, without computing it: every tensor is a {@link Term},
 * a name for what it is made of. Two networks with equal terms compute the same.
 *
 * <p>It understands what tracing writes: calls of methods and of {@code torch}'s functions,
 * attributes, lists and constants. Code with anything else stays unread.
 */
public final class CodeReader {
  /** Calls and brackets within each other. */
  private static final int DEEPEST = 200;

  /** Words of all statements, each counted as often as it is followed. */
  private static final int MOST_WORDS = 1_000_000;

  /** Says what {@code torch}'s functions make of terms. */
  public interface Functions {
    /**
     * Returns the result of a function, or nothing when it is not known with these arguments.
     *
     * @param name without the underscore of those that change their first argument in place
     * @param arguments terms, numbers, truth values, {@link #NONE}, lists of these, and {@link
     *     Named} ones
     */
    Optional<Term> apply(String name, List<Object> arguments);

    /** Returns the term of a weight, by its path in the archive. */
    Term weight(String path);
  }

  /** An argument that is given by its name. */
  public record Named(String name, Object value) {}

  /** The constant {@code None}. */
  public static final Object NONE = "None";

  /** What a tensor is made of: equal names for equal tensors. */
  public record Term(String name) {}

  /** A variable's tensor: operations in place give it another term. */
  private static final class Tensor {
    private Term term;
    private final boolean fixed;

    Tensor(Term term, boolean fixed) {
      this.term = term;
      this.fixed = fixed;
    }
  }

  private record Module(String path, ClassCode code) {}

  /** The code has something that is not understood. */
  private static final class Unread extends Exception {
    private static final long serialVersionUID = 1L;

    Unread(String what) {
      super(what, null, false, false);
    }
  }

  private final TorchArchive archive;
  private final ModuleCode code;
  private final Functions functions;
  private int words;

  private CodeReader(TorchArchive archive, Functions functions) {
    this.archive = archive;
    this.code = ModuleCode.read(archive.code());
    this.functions = functions;
  }

  /**
   * Returns what {@code forward} of an archive's module makes of its input; nothing when its code
   * is not understood.
   */
  public static Optional<Term> forward(TorchArchive archive, Term input, Functions functions) {
    CodeReader reader = new CodeReader(archive, functions);
    ClassCode root = reader.code.find(archive.className());
    if (root == null) {
      return Optional.empty();
    }
    try {
      List<Object> arguments = List.of(new Module("", root), new Tensor(input, false));
      Object result = reader.call(root, "forward", arguments, 0);
      return result instanceof Tensor tensor ? Optional.of(tensor.term) : Optional.empty();
    } catch (Unread e) {
      return Optional.empty();
    }
  }

  private Object call(ClassCode owner, String name, List<Object> arguments, int depth)
      throws Unread {
    Method method = owner.methods().get(name);
    if (method == null
        || !method.straight()
        || method.parameters().size() != arguments.size()
        || depth > DEEPEST) {
      throw new Unread(name);
    }
    Map<String, Object> variables = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      variables.put(method.parameters().get(i), arguments.get(i));
    }
    for (List<String> statement : method.statements()) {
      words += statement.size();
      if (words > MOST_WORDS) {
        throw new Unread("too long");
      }
      Expression expression = new Expression(statement, variables, depth);
      if (statement.get(0).equals("return")) {
        return expression.whole(1);
      } else if (statement.size() < 3 || !statement.get(1).equals("=")) {
        throw new Unread(statement.get(0));
      }
      variables.put(statement.get(0), expression.whole(2));
    }
    throw new Unread("no result");
  }

  /** One expression, read from left to right. */
  private final class Expression {
    private final List<String> statement;
    private final Map<String, Object> variables;
    private final int depth;
    private int at;

    Expression(List<String> statement, Map<String, Object> variables, int depth) {
      this.statement = statement;
      this.variables = variables;
      this.depth = depth;
    }

    Object whole(int from) throws Unread {
      at = from;
      Object value = value(depth);
      if (at != statement.size()) {
        throw new Unread(word());
      }
      return value;
    }

    private Object value(int brackets) throws Unread {
      if (brackets > DEEPEST) {
        throw new Unread("too deep");
      }
      Object value = first(brackets);
      while (at < statement.size() && word().equals(".")) {
        at++;
        String name = next();
        if (at < statement.size() && word().equals("(")) {
          if (!(value instanceof Module module)) {
            throw new Unread(name);
          }
          List<Object> arguments = new ArrayList<>(List.of(module));
          arguments.addAll(list("(", ")", brackets));
          value = call(module.code(), name, arguments, brackets + 1);
        } else {
          value = attribute(value, name);
        }
      }
      return value;
    }

    private Object first(int brackets) throws Unread {
      String word = word();
      if (word.equals("[")) {
        return list("[", "]", brackets);
      } else if (word.equals("(")) {
        at++;
        Object value = value(brackets + 1);
        take(")");
        return value;
      }
      at++;
      return switch (word) {
        case "None" -> NONE;
        case "True" -> true;
        case "False" -> false;
        case "-" -> -number(next());
        case "getattr" -> {
          List<Object> pair = list("(", ")", brackets);
          if (pair.size() != 2 || !(pair.get(1) instanceof Quoted name)) {
            throw new Unread(word);
          }
          yield attribute(pair.get(0), name.text());
        }
        case "torch" -> {
          take(".");
          String function = next();
          yield function(function, list("(", ")", brackets));
        }
        default -> named(word);
      };
    }

    private Object named(String word) throws Unread {
      if (word.startsWith("\"")) {
        return new Quoted(word.substring(1, word.length() - 1));
      } else if (Character.isDigit(word.charAt(0))) {
        return number(word);
      }
      Object value = variables.get(word);
      if (value == null) {
        throw new Unread(word);
      }
      return value;
    }

    private double number(String word) throws Unread {
      try {
        return Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw new Unread(word);
      }
    }

    private List<Object> list(String open, String close, int brackets) throws Unread {
      take(open);
      List<Object> values = new ArrayList<>();
      while (!word().equals(close)) {
        values.add(argument(brackets + 1));
        if (!word().equals(close)) {
          take(",");
        }
      }
      at++;
      return values;
    }

    private Object argument(int brackets) throws Unread {
      if (at + 1 < statement.size() && statement.get(at + 1).equals("=")) {
        String name = next();
        at++;
        return new Named(name, value(brackets));
      }
      return value(brackets);
    }

    private String word() throws Unread {
      if (at >= statement.size()) {
        throw new Unread("the statement ends");
      }
      return statement.get(at);
    }

    private String next() throws Unread {
      String word = word();
      at++;
      return word;
    }

    private void take(String expected) throws Unread {
      if (!next().equals(expected)) {
        throw new Unread("no " + expected);
      }
    }
  }

  private record Quoted(String text) {}

  private Object attribute(Object owner, String name) throws Unread {
    if (!(owner instanceof Module module)) {
      throw new Unread(name);
    }
    String path = module.path().isEmpty() ? name : module.path() + "." + name;
    if (archive.tensors().containsKey(path)) {
      return new Tensor(functions.weight(path), true);
    }
    ClassCode inner = code.find(module.code().attributes().getOrDefault(name, ""));
    if (inner == null) {
      throw new Unread(name);
    }
    return new Module(path, inner);
  }

  private Object function(String written, List<Object> arguments) throws Unread {
    boolean inPlace = written.endsWith("_");
    String name = inPlace ? written.substring(0, written.length() - 1) : written;
    Term result = functions.apply(name, plain(arguments)).orElseThrow(() -> new Unread(written));
    if (!inPlace) {
      return new Tensor(result, false);
    }
    if (!(arguments.get(0) instanceof Tensor changed) || changed.fixed) {
      throw new Unread(written);
    }
    changed.term = result;
    return changed;
  }

  private static List<Object> plain(List<?> arguments) throws Unread {
    List<Object> plain = new ArrayList<>();
    for (Object argument : arguments) {
      plain.add(plain(argument));
    }
    return plain;
  }

  private static Object plain(Object argument) throws Unread {
    if (argument instanceof Tensor tensor) {
      return tensor.term;
    } else if (argument instanceof List<?> list) {
      return plain(list);
    } else if (argument instanceof Named named) {
      return new Named(named.name(), plain(named.value()));
    } else if (argument instanceof Module) {
      throw new Unread("a module as an argument of a function");
    }
    return argument;
  }
}

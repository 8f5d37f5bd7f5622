package io.headstart.export.onnx;

import io.headstart.export.onnx.Lines.Line;
import io.headstart.export.onnx.Syntax.Expression;
import io.headstart.export.onnx.Syntax.Method;
import io.headstart.export.onnx.Syntax.Statement;
import io.headstart.export.onnx.Syntax.Unread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the classes of a TorchScript program: their methods, by class and name. */
final class ScriptParser {
  private final List<Line> lines;
  private int at;

  private ScriptParser(List<Line> lines) {
    this.lines = lines;
  }

  static Map<String, Map<String, Method>> parse(String text) {
    return new ScriptParser(Lines.of(text)).classes();
  }

  private Map<String, Map<String, Method>> classes() {
    Map<String, Map<String, Method>> classes = new HashMap<>();
    Map<String, Method> methods = new HashMap<>();
    while (at < lines.size()) {
      List<String> words = lines.get(at).words();
      if (words.get(0).equals("class")) {
        methods = new HashMap<>();
        classes.put(words.get(1), methods);
        at++;
      } else if (words.get(0).equals("def")) {
        Method method = method();
        methods.put(method.name(), method);
      } else {
        at++; // An attribute: its type is that of its value.
      }
    }
    return classes;
  }

  private Method method() {
    Line line = lines.get(at++);
    List<String> parameters = new ArrayList<>();
    int depth = 0;
    for (int w = 2; w < line.words().size(); w++) {
      String word = line.words().get(w);
      depth += "([".contains(word) ? 1 : ")]".contains(word) ? -1 : 0;
      boolean follows = ",".equals(line.words().get(w - 1)) && depth == 1;
      if (follows) {
        parameters.add(word);
      }
      if (depth == 0) {
        break;
      }
    }
    return new Method(line.words().get(1), parameters, block(line.indent()));
  }

  /** Reads the lines that stand further to the right. */
  private List<Statement> block(int outer) {
    List<Statement> statements = new ArrayList<>();
    while (at < lines.size() && lines.get(at).indent() > outer) {
      Line line = lines.get(at++);
      List<String> words = line.words();
      switch (words.get(0)) {
        case "pass" -> {}
        case "return" -> statements.add(new Syntax.Return(new Expressions(words, 1).rest()));
        case "if" -> statements.add(branch(line));
        case "for" -> {
          Expression range = new Expressions(words, 3).before(":");
          statements.add(new Syntax.For(words.get(1), range, block(line.indent())));
        }
        default -> statements.add(simple(words));
      }
    }
    return statements;
  }

  private Statement branch(Line line) {
    Expression condition = new Expressions(line.words(), 1).before(":");
    List<Statement> then = block(line.indent());
    boolean otherwise =
        at < lines.size()
            && lines.get(at).indent() == line.indent()
            && lines.get(at).words().get(0).equals("else");
    if (!otherwise) {
      return new Syntax.If(condition, then, List.of());
    }
    at++;
    return new Syntax.If(condition, then, block(line.indent()));
  }

  private static Statement simple(List<String> words) {
    int equals = -1;
    int depth = 0;
    for (int w = 0; w < words.size() && equals < 0; w++) {
      depth += "([".contains(words.get(w)) ? 1 : ")]".contains(words.get(w)) ? -1 : 0;
      equals = depth == 0 && words.get(w).equals("=") ? w : -1;
    }
    if (equals < 0) {
      return new Syntax.Done(new Expressions(words, 0).rest());
    }
    List<String> targets = new ArrayList<>();
    for (int w = 0; w < equals && !words.get(w).equals(":"); w++) {
      if (w % 2 == 0) {
        targets.add(words.get(w));
      } else if (!words.get(w).equals(",")) {
        throw new Unread("an assignment to %s".formatted(words.subList(0, equals)));
      }
    }
    return new Syntax.Assignment(targets, new Expressions(words, equals + 1).rest());
  }
}

package io.headstart.export.onnx;

import io.headstart.export.onnx.Syntax.Expression;
import io.headstart.export.onnx.Syntax.Unread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads expressions of a line, with Python's precedence. */
final class Expressions {
  /** From what binds least to what binds most. */
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("or"),
          List.of("and"),
          List.of("<", "<=", ">", ">=", "==", "!="),
          List.of("+", "-"),
          List.of("*", "/", "//", "%"));

  private final List<String> words;
  private int at;

  Expressions(List<String> words, int from) {
    this.words = words;
    this.at = from;
  }

  /** Reads one expression, or several with commas between them, up to the end of the line. */
  Expression rest() {
    List<Expression> items = new ArrayList<>(List.of(expression()));
    while (take(",")) {
      items.add(expression());
    }
    if (at < words.size()) {
      throw new Unread("words after the end: %s".formatted(words.subList(at, words.size())));
    }
    return items.size() == 1 ? items.get(0) : new Syntax.Sequence(items);
  }

  /** Reads an expression and the colon after it, at the end of the line. */
  Expression before(String end) {
    Expression value = expression();
    expect(end);
    return value;
  }

  private Expression expression() {
    return level(0);
  }

  private Expression level(int level) {
    if (level == 2 && take("not")) {
      return new Syntax.Unary("not", level(level));
    }
    if (level == LEVELS.size()) {
      return take("-") ? new Syntax.Unary("-", level(level)) : postfix();
    }
    Expression left = level(level + 1);
    while (at < words.size() && LEVELS.get(level).contains(words.get(at))) {
      left = new Syntax.Binary(words.get(at++), left, level(level + 1));
    }
    return left;
  }

  private Expression postfix() {
    Expression value = atom();
    while (true) {
      if (take(".")) {
        value = new Syntax.Attribute(value, words.get(at++));
      } else if (take("[")) {
        Expression index = expression();
        expect("]");
        value = new Syntax.Element(value, index);
      } else if (take("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private Expression call(Expression callee) {
    List<Expression> arguments = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!take(")")) {
      if (at + 1 < words.size() && words.get(at + 1).equals("=")) {
        String name = words.get(at);
        at += 2;
        named.put(name, expression());
      } else {
        arguments.add(expression());
      }
      if (!take(",") && !words.get(at).equals(")")) {
        throw new Unread("%s where an argument ends".formatted(words.get(at)));
      }
    }
    return new Syntax.Call(callee, arguments, named);
  }

  private Expression atom() {
    if (at == words.size()) {
      throw new Unread("a line that ends too early: %s".formatted(words));
    }
    String word = words.get(at++);
    char first = word.charAt(0);
    if (word.equals("(") || word.equals("[")) {
      return sequence(word.equals("(") ? ")" : "]", word.equals("("));
    } else if (first == '"' || first == '\'') {
      return new Syntax.Literal(Optional.of(word.substring(1, word.length() - 1)));
    } else if (Character.isDigit(first) || (first == '.' && word.length() > 1)) {
      boolean whole = word.chars().allMatch(Character::isDigit);
      return new Syntax.Literal(
          Optional.of(whole ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word)));
    } else if (word.equals("True") || word.equals("False")) {
      return new Syntax.Literal(Optional.of(word.equals("True")));
    } else if (word.equals("None")) {
      return new Syntax.Literal(Optional.empty());
    } else if (Character.isJavaIdentifierStart(first)) {
      return new Syntax.Name(word);
    }
    throw new Unread("%s where a value should be".formatted(word));
  }

  /** Reads a list, a tuple, or what merely stands in brackets. */
  private Expression sequence(String end, boolean round) {
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!take(end)) {
      items.add(expression());
      comma = take(",");
      if (!comma && !words.get(at).equals(end)) {
        throw new Unread("%s where an item ends".formatted(words.get(at)));
      }
    }
    return round && items.size() == 1 && !comma ? items.get(0) : new Syntax.Sequence(items);
  }

  private boolean take(String word) {
    boolean there = at < words.size() && words.get(at).equals(word);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String word) {
    if (!take(word)) {
      throw new Unread("no %s after %s".formatted(word, words.subList(0, at)));
    }
  }
}

package io.headstart.export.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a program's text says, as a tree. */
final class Syntax {
  private Syntax() {}

  /** What has a value. */
  sealed interface Expression
      permits Literal, Name, Attribute, Element, Call, Sequence, Binary, Unary {}

  /** A {@code Long}, {@code Double}, {@code Boolean} or {@code String}; empty for None. */
  record Literal(Optional<Object> value) implements Expression {}

  record Name(String name) implements Expression {}

  record Attribute(Expression owner, String name) implements Expression {}

  record Element(Expression list, Expression index) implements Expression {}

  record Call(Expression callee, List<Expression> arguments, Map<String, Expression> named)
      implements Expression {}

  /** A list or a tuple. */
  record Sequence(List<Expression> items) implements Expression {}

  record Binary(String operator, Expression left, Expression right) implements Expression {}

  record Unary(String operator, Expression operand) implements Expression {}

  /** What is done. */
  sealed interface Statement permits Assignment, For, If, Return, Done {}

  /** Several targets take a tuple apart. */
  record Assignment(List<String> targets, Expression value) implements Statement {}

  record For(String variable, Expression range, List<Statement> body) implements Statement {}

  record If(Expression condition, List<Statement> then, List<Statement> otherwise)
      implements Statement {}

  record Return(Expression value) implements Statement {}

  /** An expression for its effect alone. */
  record Done(Expression value) implements Statement {}

  /** A method: its arguments' names without {@code self}. */
  record Method(String name, List<String> parameters, List<Statement> body) {}

  /** The text has something that is not understood. */
  static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unread(String what) {
      super(what);
    }
  }
}

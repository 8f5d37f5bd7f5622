package io.headstart.config;

import io.headstart.setting.Setting;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Binds single YAML values, by the type that YAML's core schema gives them and no other. */
final class ScalarBinder {
  private final Problems problems;

  ScalarBinder(Problems problems) {
    this.problems = problems;
  }

  /** Returns the value, or empty after reporting what was received and what is {@code accepted}. */
  Optional<Object> bind(
      Shape shape, Setting setting, String accepted, ScalarNode node, String path) {
    Optional<? extends Object> value = Optional.empty();
    if (shape instanceof Shape.Whole whole) {
      value = whole(whole, setting, node);
    } else if (shape instanceof Shape.Real) {
      value = real(node).filter(number -> within(number, setting));
    } else if (shape instanceof Shape.Flag && node.getTag().equals(Tag.BOOL)) {
      value = Optional.of(node.getValue().equalsIgnoreCase("true"));
    } else if (shape instanceof Shape.Text) {
      value = text(setting, node);
    } else if (shape instanceof Shape.Amount) {
      value = amount(node);
    } else if (shape instanceof Shape.Weights) {
      value = rule(node);
    } else if (shape instanceof Shape.Choice choice) {
      int index = choice.names().indexOf(node.getValue());
      value = index < 0 ? Optional.empty() : Optional.of(choice.values().get(index));
    }
    if (value.isEmpty()) {
      report(shape, accepted, node, path);
    }
    return value.map(Object.class::cast);
  }

  private void report(Shape shape, String rule, ScalarNode node, String path) {
    String accepted = rule;
    List<String> choices = List.of();
    if (shape instanceof Shape.Choice choice) {
      choices = choice.names();
    } else if (shape instanceof Shape.Weights) {
      choices = Shape.Weights.RULES;
    } else if (shape instanceof Shape.Whole whole && !fits(whole, node)) {
      accepted += ", at most " + (whole.wide() ? Long.MAX_VALUE : Integer.MAX_VALUE);
    } else if (shape instanceof Shape.Text && node.getValue().isBlank()) {
      accepted += ", not empty";
    } else if (shape instanceof Shape.Text
        && !node.getTag().equals(Tag.STR)
        && node.getValue().length() < LONGEST) {
      accepted += "; as text it needs quotes: \"" + node.getValue() + '"';
    }
    problems.add(
        node.getStartMark(), path, YamlTree.describe(node), accepted, node.getValue(), choices);
  }

  /** Digits of a number: the value of millions of them takes minutes, and fits nothing. */
  private static final int LONGEST = 1_000;

  /** Stands for a number with more digits: greater than any that fits. */
  private static final BigInteger BEYOND = BigInteger.TEN.pow(LONGEST);

  private static Optional<Number> whole(Shape.Whole shape, Setting setting, ScalarNode node) {
    return integer(node)
        .filter(number -> fits(shape, node))
        .filter(number -> within(number.doubleValue(), setting))
        .map(number -> shape.wide() ? (Number) number.longValue() : number.intValue());
  }

  private static Optional<Double> real(ScalarNode node) {
    if (node.getTag().equals(Tag.INT)) {
      return integer(node).map(BigInteger::doubleValue).filter(Double::isFinite);
    }
    if (!node.getTag().equals(Tag.FLOAT)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Double.parseDouble(node.getValue())).filter(Double::isFinite);
    } catch (NumberFormatException infinityOrNan) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Setting setting, ScalarNode node) {
    boolean matches = setting.pattern().isEmpty() || node.getValue().matches(setting.pattern());
    return node.getTag().equals(Tag.STR) && matches && !node.getValue().isBlank()
        ? Optional.of(node.getValue())
        : Optional.empty();
  }

  /** A count is written without a point, a share is below 1; 1.0 could be either. */
  private static Optional<DataSettings.Validation> amount(ScalarNode node) {
    if (node.getTag().equals(Tag.STR) && !node.getValue().isBlank()) {
      return Optional.of(DataSettings.Validation.of(List.of(node.getValue())));
    }
    int limit = node.getTag().equals(Tag.INT) ? Integer.MAX_VALUE : 1;
    return real(node)
        .filter(amount -> amount >= 0 && amount < limit)
        .map(DataSettings.Validation::share);
  }

  private static Optional<ClassWeights> rule(ScalarNode node) {
    return switch (node.getValue()) {
      case "none" -> Optional.of(ClassWeights.NONE);
      case "balanced" -> Optional.of(ClassWeights.BALANCED);
      default -> Optional.empty();
    };
  }

  private static Optional<BigInteger> integer(ScalarNode node) {
    if (!node.getTag().equals(Tag.INT)) {
      return Optional.empty();
    }
    String digits = node.getValue();
    if (digits.length() > LONGEST) {
      return Optional.of(digits.startsWith("-") ? BEYOND.negate() : BEYOND);
    }
    int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : 10;
    try {
      return Optional.of(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
    } catch (NumberFormatException forcedTag) { // e.g. !!int three
      return Optional.empty();
    }
  }

  private static boolean fits(Shape.Whole shape, ScalarNode node) {
    int bits = shape.wide() ? Long.SIZE : Integer.SIZE;
    return integer(node).map(number -> number.bitLength() < bits).orElse(true);
  }

  private static boolean within(double number, Setting setting) {
    boolean high = setting.above() ? number > setting.min() : number >= setting.min();
    boolean low = setting.below() ? number < setting.max() : number <= setting.max();
    return high && low;
  }
}

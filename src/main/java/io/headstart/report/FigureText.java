package io.headstart.report;

import io.headstart.metrics.Metric;
import io.headstart.metrics.SetFigures;
import io.headstart.metrics.WilsonInterval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes figures for people; the same on every machine. */
final class FigureText {
  /** Stands where there is no figure. */
  static final String NONE = "\u2013";

  private FigureText() {}

  /** Returns a count with its thousands apart: {@code 36,000}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Returns a fraction as percent: {@code 90.43 %}. */
  static String percent(double fraction) {
    return Double.isFinite(fraction)
        ? String.format(Locale.ROOT, "%.2f\u00a0%%", 100 * fraction)
        : NONE;
  }

  /** Returns a share of images with its interval: {@code 90.43 % (89.84–90.99)}. */
  static String accuracy(double fraction, int count) {
    if (count == 0) {
      return NONE;
    }
    return percent(fraction) + "\u00a0(" + interval(WilsonInterval.of(fraction, count)) + ")";
  }

  /** Returns an interval in percent: {@code 89.84–90.99}. */
  static String interval(WilsonInterval interval) {
    return String.format(
        Locale.ROOT, "%.2f\u2013%.2f", 100 * interval.low(), 100 * interval.high());
  }

  /** Returns the value of a metric, a share of images with its interval. */
  static String value(SetFigures figures, Metric metric) {
    OptionalDouble value = figures.value(metric);
    if (value.isEmpty() || figures.count() == 0) {
      return NONE;
    }
    return switch (metric.kind()) {
      case PROPORTION -> accuracy(value.getAsDouble(), figures.count());
      case SCORE -> percent(value.getAsDouble());
      case LOSS -> loss(value.getAsDouble());
    };
  }

  /** Returns a loss in nats with four decimals. */
  static String loss(double loss) {
    return Double.isFinite(loss) ? String.format(Locale.ROOT, "%.4f", loss) : NONE;
  }

  /** Returns a duration with a unit that suits it. */
  static String seconds(double seconds) {
    if (seconds < 0 || !Double.isFinite(seconds)) {
      return NONE;
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f\u00a0s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d\u00a0min %d\u00a0s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d\u00a0h %d\u00a0min", whole / 3600, whole % 3600 / 60);
  }

  /** Returns a name for a chart: its beginning and an ellipsis if it has more letters than that. */
  static String shortened(String name, int letters) {
    return name.length() <= letters ? name : name.substring(0, letters - 1) + "\u2026";
  }

  /** Returns a number in its shortest form, with at most six digits: {@code 0.01}, {@code 1e-5}. */
  static String compact(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : NONE;
    }
    BigDecimal rounded = new BigDecimal(value, new MathContext(6)).stripTrailingZeros();
    double size = Math.abs(value);
    if (size >= 1e-4 && size < 1e6) {
      return rounded.toPlainString();
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}

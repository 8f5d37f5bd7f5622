package io.headstart.report;

import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A line chart in characters. Curves end with their name and last value at the right, so that they
 * can be told apart without colors.
 */
final class TextChart {
  private static final int LEFT = 9;
  private static final int BRAILLE = 0x2800;

  /** Bits of the dots of a braille character, by line and column: Unicode 16, section 21.1. */
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  /** ANSI's blue, yellow and magenta, in the order of the report's colors. */
  private static final int[] COLORS = {34, 33, 35};

  private final LineChart chart;
  private final List<Curve> curves;
  private final TerminalCharts.Style style;
  private final int columns;
  private final int[][] cells;
  private final int[][] colors;
  private final double lowX;
  private final double highX;
  private final double lowY;
  private final double highY;

  TextChart(LineChart chart, TerminalCharts.Style style) {
    this.chart = chart;
    this.curves = chart.curves().stream().filter(curve -> curve.stroke() == Stroke.SOLID).toList();
    this.style = style;
    this.columns =
        Math.max(
            4,
            style.width()
                - LEFT
                - 1
                - curves.stream().mapToInt(c -> end(c).length()).max().orElse(0));
    this.cells = new int[style.height()][columns];
    this.colors = new int[style.height()][columns];
    this.lowX = curves.stream().flatMapToDouble(c -> Arrays.stream(c.x())).min().orElse(0);
    this.highX = curves.stream().flatMapToDouble(c -> Arrays.stream(c.x())).max().orElse(1);
    this.lowY = curves.stream().flatMapToDouble(c -> Arrays.stream(c.y())).min().orElse(0);
    this.highY = curves.stream().flatMapToDouble(c -> Arrays.stream(c.y())).max().orElse(1);
  }

  List<String> lines() {
    String[] ends = new String[style.height()];
    List<Curve> ordered = new ArrayList<>(curves);
    ordered.sort(Comparator.comparingDouble(curve -> -last(curve)));
    ordered.forEach(this::draw);
    ordered.forEach(curve -> name(curve, ends));
    List<String> lines = new ArrayList<>();
    lines.add(chart.y());
    for (int line = 0; line < style.height(); line++) {
      double value = highY - line * (highY - lowY) / (style.height() - 1);
      boolean labelled = line == 0 || line == style.height() - 1 || line == style.height() / 2;
      String label = labelled ? number(value) : "";
      lines.add("%7s |%s%s".formatted(label, row(line), ends[line] == null ? "" : ends[line]));
    }
    String first = number(Math.rint(lowX));
    String last = number(Math.rint(highX));
    int gap = Math.max(1, columns - first.length() - last.length());
    lines.add(
        " ".repeat(LEFT)
            + first
            + " ".repeat(gap)
            + last
            + "  "
            + chart.x().toLowerCase(Locale.ROOT));
    return lines;
  }

  private void draw(Curve curve) {
    int across = style.braille() ? 2 : 1;
    int down = style.braille() ? 4 : 1;
    int width = columns * across - 1;
    int height = style.height() * down - 1;
    int beforeX = -1;
    int beforeY = -1;
    for (int i = 0; i < curve.x().length; i++) {
      int x = place(curve.x()[i], lowX, highX, width);
      int y = height - place(curve.y()[i], lowY, highY, height);
      if (i == 0) {
        dot(x, y, curve.color());
      } else {
        int steps = Math.max(1, Math.max(Math.abs(x - beforeX), Math.abs(y - beforeY)));
        for (int step = 1; step <= steps; step++) {
          dot(
              beforeX + Math.round((float) step * (x - beforeX) / steps),
              beforeY + Math.round((float) step * (y - beforeY) / steps),
              curve.color());
        }
      }
      beforeX = x;
      beforeY = y;
    }
  }

  private static int place(double value, double low, double high, int most) {
    return high > low ? (int) Math.round((value - low) / (high - low) * most) : most / 2;
  }

  private void dot(int x, int y, int color) {
    int across = style.braille() ? 2 : 1;
    int down = style.braille() ? 4 : 1;
    cells[y / down][x / across] |= style.braille() ? DOTS[y % 4][x % 2] : 1;
    colors[y / down][x / across] = color;
  }

  private String row(int line) {
    StringBuilder row = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      int cell = cells[line][column];
      String dots = style.braille() ? Character.toString(BRAILLE + cell) : "*";
      row.append(cell == 0 ? " " : colored(dots, colors[line][column]));
    }
    return row.toString();
  }

  /** Puts a curve's name beside its end, or the nearest line that is free. */
  private void name(Curve curve, String[] ends) {
    int height = style.height() - 1;
    int wanted = height - place(last(curve), lowY, highY, height);
    for (int away = 0; away <= height; away++) {
      for (int line : new int[] {wanted + away, wanted - away}) {
        if (line >= 0 && line <= height && ends[line] == null) {
          ends[line] = " " + colored(end(curve), curve.color());
          return;
        }
      }
    }
  }

  private static String end(Curve curve) {
    return curve.name() + " " + number(last(curve));
  }

  private static double last(Curve curve) {
    return curve.y()[curve.y().length - 1];
  }

  private String colored(String text, int color) {
    return style.colored() ? "\u001b[%dm%s\u001b[0m".formatted(COLORS[color % 3], text) : text;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, Math.abs(value) >= 0.1 ? "%.2f" : "%.1e", value);
  }
}

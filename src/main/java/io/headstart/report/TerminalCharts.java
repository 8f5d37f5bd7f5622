package io.headstart.report;

import io.headstart.run.History;
import java.util.ArrayList;
import java.util.List;

/** A run's curves as lines of text: loss, and accuracy where it was taken after epochs. */
public final class TerminalCharts {
  private TerminalCharts() {}

  /**
   * How they are drawn.
   *
   * @param width columns, 40 or more
   * @param height lines of each chart, 4 or more
   * @param braille whether there are eight dots to a character, or one star
   * @param colored whether curves have colors, by ANSI's sequences
   */
  public record Style(int width, int height, boolean braille, boolean colored) {}

  /** Returns the lines; none where there is nothing to show yet. */
  public static List<String> of(History history, Style style) {
    RunCharts charts = RunCharts.overEpochs(history);
    List<String> lines = new ArrayList<>();
    for (LineChart chart : List.of(charts.loss(), charts.accuracy())) {
      if (!chart.curves().isEmpty()) {
        lines.addAll(new TextChart(chart, style).lines());
      }
    }
    return lines;
  }
}

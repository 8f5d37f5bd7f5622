package io.headstart.report;

import io.headstart.metrics.ConfusionMatrix;
import io.headstart.metrics.WilsonInterval;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Recall and precision of classes as bars, the class with the lowest recall first: where a
 * classifier is weak, and whether it misses a class or takes others for it.
 *
 * @param shown indices of the classes that are drawn, from the top down
 */
record ClassBars(ConfusionMatrix matrix, List<String> names, List<Integer> shown)
    implements Chart.Drawing {
  /** Of more classes, these are the weakest. */
  private static final int CLASSES = 30;

  private static final int WIDTH = 880;
  private static final int MARGIN = 18;
  private static final int BAR = 11;
  private static final int ROW = 2 * BAR + 12;
  private static final int HEAD = 42;
  private static final int FOOT = 34;
  private static final int LABEL_LENGTH = 22;
  private static final int FIGURE = 58;
  private static final int RECALL = 0;
  private static final int PRECISION = 1;

  /** Chooses the classes to draw among those that have images. */
  static ClassBars of(ConfusionMatrix matrix, List<String> names) {
    List<Integer> weakestFirst =
        IntStream.range(0, matrix.classes())
            .filter(index -> matrix.support(index) > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(matrix::recall))
            .limit(CLASSES)
            .toList();
    return new ClassBars(matrix, names, weakestFirst);
  }

  /**
   * Returns what the chart shows.
   *
   * @param set the images evaluated
   */
  String caption(String set) {
    String chosen =
        shown.size() == CLASSES && names.size() > CLASSES
            ? " (the first " + CLASSES + " of " + FigureText.count(names.size()) + " classes)"
            : "";
    return "Recall and precision of the classes on the %s images, the lowest recall first%s."
            .formatted(set, chosen)
        + " Thin lines: Wilson's 95 % interval of the recall.";
  }

  @Override
  public boolean isEmpty() {
    return shown.isEmpty();
  }

  @Override
  public byte[] png(Palette palette) {
    return Image.png(WIDTH, HEAD + ROW * shown.size() + FOOT, graphics -> draw(graphics, palette));
  }

  private void draw(Graphics2D graphics, Palette palette) {
    int height = HEAD + ROW * shown.size() + FOOT;
    graphics.setColor(palette.background());
    graphics.fillRect(0, 0, WIDTH, height);
    graphics.setFont(Image.font(Font.PLAIN, 14));
    List<String> labels = shown.stream().map(this::label).toList();
    FontMetrics metrics = graphics.getFontMetrics();
    int longest = labels.stream().mapToInt(metrics::stringWidth).max().orElseThrow();
    Scale scale = new Scale(MARGIN + longest + 12.0, WIDTH - MARGIN - FIGURE);
    legend(graphics, palette, scale.left);
    axis(graphics, palette, scale);
    for (int row = 0; row < labels.size(); row++) {
      double top = HEAD + (double) ROW * row;
      graphics.setFont(Image.font(Font.PLAIN, 14));
      graphics.setColor(palette.text());
      float x = (float) (scale.left - 12 - graphics.getFontMetrics().stringWidth(labels.get(row)));
      graphics.drawString(labels.get(row), x, (float) (top + BAR + 5));
      bars(graphics, palette, scale, shown.get(row), top);
    }
  }

  private String label(int index) {
    return FigureText.shortened(names.get(index), LABEL_LENGTH);
  }

  /** The horizontal axis: fractions between two positions. */
  private record Scale(double left, double right) {
    double at(double fraction) {
      return left + (right - left) * Math.max(0, Math.min(1, fraction));
    }
  }

  private static void legend(Graphics2D graphics, Palette palette, double left) {
    double x = left;
    for (int series : List.of(RECALL, PRECISION)) {
      String name = series == RECALL ? "recall" : "precision";
      graphics.setColor(palette.series(series));
      graphics.fill(new Rectangle2D.Double(x, MARGIN - 4.0, 14, BAR));
      graphics.setColor(palette.text());
      graphics.drawString(name, (float) x + 20, MARGIN + 6f);
      x += 20 + graphics.getFontMetrics().stringWidth(name) + 24;
    }
  }

  private void axis(Graphics2D graphics, Palette palette, Scale scale) {
    graphics.setFont(Image.font(Font.PLAIN, 13));
    double bottom = HEAD + (double) ROW * shown.size();
    for (int percent = 0; percent <= 100; percent += 20) {
      double x = scale.at(percent / 100.0);
      graphics.setColor(palette.grid());
      graphics.setStroke(new BasicStroke(1));
      graphics.draw(new Line2D.Double(x, HEAD - 6.0, x, bottom));
      String text = percent + "\u00a0%";
      graphics.setColor(palette.muted());
      int width = graphics.getFontMetrics().stringWidth(text);
      graphics.drawString(text, (float) (x - width / 2.0), (float) bottom + 18);
    }
  }

  private void bars(Graphics2D graphics, Palette palette, Scale scale, int index, double top) {
    graphics.setFont(Image.font(Font.PLAIN, 12));
    double recall = matrix.recall(index);
    bar(graphics, palette, scale, recall, RECALL, top);
    WilsonInterval interval = WilsonInterval.of(recall, matrix.support(index));
    double middle = top + BAR / 2.0;
    Line2D line =
        new Line2D.Double(scale.at(interval.low()), middle, scale.at(interval.high()), middle);
    // A rim in the color of the ground keeps the line apart from the bar.
    graphics.setColor(palette.background());
    graphics.setStroke(new BasicStroke(4f));
    graphics.draw(line);
    graphics.setColor(palette.text());
    graphics.setStroke(new BasicStroke(1.6f));
    graphics.draw(line);
    // A class that is never predicted has no precision.
    if (matrix.predicted(index) > 0) {
      bar(graphics, palette, scale, matrix.precision(index), PRECISION, top + BAR + 1);
    }
  }

  private static void bar(
      Graphics2D graphics, Palette palette, Scale scale, double share, int series, double top) {
    graphics.setColor(palette.series(series));
    graphics.fill(new Rectangle2D.Double(scale.left, top, scale.at(share) - scale.left, BAR));
    graphics.setColor(palette.muted());
    graphics.drawString(
        FigureText.percent(share), (float) scale.right + 10, (float) (top + BAR - 1));
  }
}

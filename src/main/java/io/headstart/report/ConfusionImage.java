package io.headstart.report;

import io.headstart.metrics.ConfusionMatrix;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * A confusion matrix as a heat map. Drawn here rather than with XChart, whose heat map has one
 * color scale and cannot tell the diagonal from the errors.
 */
final class ConfusionImage implements Chart.Drawing {
  private static final int LABELLED_UP_TO = 40;
  private static final int NUMBERED_UP_TO = 25;
  private static final int LABEL_LENGTH = 16;
  private static final int MARGIN = 18;

  private final ConfusionMatrix matrix;
  private final List<String> names;
  private final double cell;
  private final int left;
  private final int top;
  private final int right;

  /**
   * Prepares to draw a matrix.
   *
   * @param names names of the classes, as many as the matrix has
   */
  ConfusionImage(ConfusionMatrix matrix, List<String> names) {
    this.matrix = matrix;
    this.names = names.stream().map(name -> FigureText.shortened(name, LABEL_LENGTH)).toList();
    int classes = matrix.classes();
    cell = classes <= 12 ? 58 : Math.max(0.5, 720.0 / classes);
    // The slanted labels take 6 points a letter across and up; the last reaches beyond its column.
    int longest = this.names.stream().mapToInt(String::length).max().orElse(0);
    boolean labelled = classes <= LABELLED_UP_TO;
    left = MARGIN + 30 + (labelled ? 8 * longest + 8 : 0);
    top = MARGIN + 22 + (labelled ? 6 * longest + 8 : 0);
    int last = this.names.isEmpty() ? 0 : this.names.get(this.names.size() - 1).length();
    right = Math.max(MARGIN, labelled ? (int) (6 * last - cell / 2) + MARGIN : 0);
  }

  @Override
  public boolean isEmpty() {
    return matrix.total() == 0;
  }

  @Override
  public byte[] png(Palette palette) {
    int side = (int) Math.ceil(cell * matrix.classes());
    return Image.png(left + side + right, top + side + MARGIN, graphics -> draw(graphics, palette));
  }

  /**
   * Returns how strongly a cell is shaded, 0..1, by its share of the row. Errors are drawn by the
   * square root of their share: they are small, and their pattern is what the reader looks for.
   */
  static double strength(ConfusionMatrix matrix, int actual, int predicted) {
    if (matrix.support(actual) == 0) {
      return 0;
    }
    double share = (double) matrix.count(actual, predicted) / matrix.support(actual);
    return actual == predicted ? share : Math.sqrt(share);
  }

  private void draw(Graphics2D graphics, Palette palette) {
    graphics.setColor(palette.background());
    graphics.fillRect(0, 0, 10_000, 10_000);
    double side = cell * matrix.classes();
    for (int actual = 0; actual < matrix.classes(); actual++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        cell(graphics, palette, actual, predicted);
      }
    }
    graphics.setFont(Image.font(Font.PLAIN, 14));
    graphics.setColor(palette.text());
    FontMetrics metrics = graphics.getFontMetrics();
    String across = "predicted class";
    graphics.drawString(
        across, (float) (left + (side - metrics.stringWidth(across)) / 2), MARGIN + 10);
    String down = "true class";
    AffineTransform upright = graphics.getTransform();
    graphics.translate(MARGIN + 10, top + (side + metrics.stringWidth(down)) / 2);
    graphics.rotate(-Math.PI / 2);
    graphics.drawString(down, 0, 0);
    graphics.setTransform(upright);
    if (matrix.classes() <= LABELLED_UP_TO) {
      labels(graphics, palette);
    }
  }

  private void cell(Graphics2D graphics, Palette palette, int actual, int predicted) {
    double x = left + predicted * cell;
    double y = top + actual * cell;
    double gap = cell > 12 ? 1.5 : 0;
    double strength = strength(matrix, actual, predicted);
    Color shade =
        matrix.count(actual, predicted) == 0 && cell > 12
            ? palette.empty()
            : palette.shade(actual == predicted, Math.max(0.06, strength));
    graphics.setColor(shade);
    graphics.fill(new Rectangle2D.Double(x, y, cell - gap, cell - gap));
    if (matrix.classes() > NUMBERED_UP_TO || matrix.count(actual, predicted) == 0) {
      return;
    }
    String text = FigureText.count(matrix.count(actual, predicted));
    int size = cell >= 50 ? 14 : 10;
    graphics.setFont(Image.font(actual == predicted ? Font.BOLD : Font.PLAIN, size));
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.setColor(strength > 0.55 ? Color.WHITE : palette.text());
    graphics.drawString(
        text,
        (float) (x + (cell - gap - metrics.stringWidth(text)) / 2),
        (float) (y + (cell - gap + metrics.getAscent() - metrics.getDescent()) / 2));
  }

  private void labels(Graphics2D graphics, Palette palette) {
    graphics.setFont(Image.font(Font.PLAIN, cell >= 30 ? 14 : 11));
    graphics.setColor(palette.muted());
    FontMetrics metrics = graphics.getFontMetrics();
    for (int index = 0; index < matrix.classes(); index++) {
      String name = names.get(index);
      double middle = (index + 0.5) * cell;
      graphics.drawString(
          name,
          left - 10f - metrics.stringWidth(name),
          (float) (top + middle + (metrics.getAscent() - metrics.getDescent()) / 2.0));
      AffineTransform upright = graphics.getTransform();
      graphics.translate(left + middle, top - 8.0);
      graphics.rotate(-Math.PI / 4);
      graphics.drawString(name, 0, 0);
      graphics.setTransform(upright);
    }
  }
}

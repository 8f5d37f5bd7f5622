package io.headstart.report;

import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of a chart's curves below it, centered, in as many lines as they need. XChart's own
 * horizontal legend sets them so close that a name touches the next line sample.
 */
final class Legend {
  private static final Font FONT = Image.font(Font.PLAIN, 14);
  private static final int SAMPLE = 28;
  private static final int SAMPLE_GAP = 8;
  private static final int GAP = 26;
  private static final int LINE = 24;
  private static final int MARGIN = 24;

  private Legend() {}

  /** Returns the height it takes; none for a single curve, which the axis already names. */
  static int height(List<Curve> curves, int width) {
    if (curves.size() < 2) {
      return 0;
    }
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    int lines = lines(curves, graphics.getFontMetrics(FONT), width).size();
    graphics.dispose();
    return LINE * lines + 10;
  }

  /** Draws it below {@code top} on a ground of its own. */
  static void draw(Graphics2D graphics, List<Curve> curves, int width, int top, Palette palette) {
    if (curves.size() < 2) {
      return;
    }
    graphics.setFont(FONT);
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.setColor(palette.background());
    graphics.fill(new Rectangle2D.Double(0, top, width, height(curves, width)));
    double y = top + LINE / 2.0;
    for (List<Curve> line : lines(curves, metrics, width)) {
      int taken = line.stream().mapToInt(curve -> taken(curve, metrics)).sum() - GAP;
      double x = (width - taken) / 2.0;
      for (Curve curve : line) {
        sample(graphics, curve, x, y, palette);
        graphics.setColor(palette.text());
        graphics.drawString(curve.name(), (float) (x + SAMPLE + SAMPLE_GAP), (float) y + 5);
        x += taken(curve, metrics);
      }
      y += LINE;
    }
  }

  private static void sample(
      Graphics2D graphics, Curve curve, double x, double y, Palette palette) {
    if (curve.stroke() == Stroke.MARK) {
      graphics.setColor(palette.text());
      AffineTransform upright = graphics.getTransform();
      graphics.translate(x + SAMPLE / 2.0, y);
      graphics.rotate(Math.PI / 4);
      graphics.fill(new Rectangle2D.Double(-3.5, -3.5, 7, 7));
      graphics.setTransform(upright);
      return;
    }
    graphics.setColor(palette.series(curve.color()));
    graphics.setStroke(curve.stroke().line());
    graphics.draw(new Line2D.Double(x, y, x + SAMPLE, y));
  }

  private static List<List<Curve>> lines(List<Curve> curves, FontMetrics metrics, int width) {
    List<List<Curve>> lines = new ArrayList<>();
    int left = 0;
    for (Curve curve : curves) {
      int taken = taken(curve, metrics);
      if (lines.isEmpty() || taken - GAP > left) {
        lines.add(new ArrayList<>());
        left = width - 2 * MARGIN;
      }
      lines.get(lines.size() - 1).add(curve);
      left -= taken;
    }
    return lines;
  }

  private static int taken(Curve curve, FontMetrics metrics) {
    return SAMPLE + SAMPLE_GAP + metrics.stringWidth(curve.name()) + GAP;
  }
}

package io.headstart.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over epochs or updates in one figure.
 *
 * @param x title of the horizontal axis, with its unit
 * @param y title of the vertical axis, with its unit
 * @param curves those without points are left out
 * @param mayBeLogarithmic whether the vertical axis may be, if the values span magnitudes
 * @param logarithmicX whether the horizontal axis is
 */
record LineChart(
    String x, String y, List<Curve> curves, boolean mayBeLogarithmic, boolean logarithmicX)
    implements Chart.Drawing {
  private static final int WIDTH = 880;
  private static final int HEIGHT = 430;

  /** From this ratio between the largest and the smallest value on, the axis is logarithmic. */
  private static final double LOGARITHMIC_FROM = 50;

  /** Beyond this ratio XChart's logarithmic axis cannot be read any more. */
  private static final double LOGARITHMIC_TO = 1e8;

  /** With so few points, each is marked. */
  private static final int MARKED_UP_TO = 25;

  /** More points than pixels only slow the drawing down. */
  private static final int POINTS = 1500;

  /** How a curve is drawn. */
  enum Stroke {
    SOLID,
    DASHED,
    THIN,
    MARK,
    DOTS;

    BasicStroke line() {
      return switch (this) {
        case SOLID -> new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
        case DASHED ->
            new BasicStroke(
                1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 5}, 0);
        case THIN -> new BasicStroke(1.1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
        case MARK, DOTS -> new BasicStroke(0);
      };
    }
  }

  /**
   * One curve. Points that are not finite numbers are left out.
   *
   * @param name its name in the legend
   * @param x positions, ascending
   * @param y values, as many
   * @param color index of its color in the palette
   */
  record Curve(String name, double[] x, double[] y, int color, Stroke stroke) {
    Curve {
      double[] allX = x;
      double[] allY = y;
      int[] finite = IntStream.range(0, x.length).filter(i -> Double.isFinite(allY[i])).toArray();
      x = Arrays.stream(finite).mapToDouble(i -> allX[i]).toArray();
      y = Arrays.stream(finite).mapToDouble(i -> allY[i]).toArray();
    }

    boolean isEmpty() {
      return x.length == 0;
    }

    /** Returns the curve with runs of neighbouring points replaced by their means. */
    Curve thinned() {
      int run = (x.length + POINTS - 1) / POINTS;
      if (run <= 1) {
        return this;
      }
      int points = (x.length + run - 1) / run;
      double[] fewerX = new double[points];
      double[] fewerY = new double[points];
      for (int i = 0; i < points; i++) {
        int end = Math.min(x.length, (i + 1) * run);
        fewerX[i] = Arrays.stream(x, i * run, end).average().orElseThrow();
        fewerY[i] = Arrays.stream(y, i * run, end).average().orElseThrow();
      }
      return new Curve(name, fewerX, fewerY, color, stroke);
    }
  }

  LineChart(String x, String y, List<Curve> curves, boolean mayBeLogarithmic) {
    this(x, y, curves, mayBeLogarithmic, false);
  }

  LineChart {
    curves = curves.stream().filter(curve -> !curve.isEmpty()).map(Curve::thinned).toList();
  }

  @Override
  public boolean isEmpty() {
    return curves.isEmpty();
  }

  @Override
  public byte[] png(Palette palette) {
    int legend = Legend.height(curves, WIDTH);
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    style(chart.getStyler(), palette);
    axes(chart.getStyler());
    roundNumbers(chart);
    for (Curve curve : curves) {
      add(chart, curve, palette);
    }
    return Image.png(
        WIDTH,
        HEIGHT + legend,
        graphics -> {
          chart.paint(graphics, WIDTH, HEIGHT);
          Legend.draw(graphics, curves, WIDTH, HEIGHT, palette);
        });
  }

  /**
   * Adds an invisible series that is first and not equally spaced: XChart labels equally spaced
   * positions by counting from the first, 1, 35, 69, and others by round numbers.
   */
  private void roundNumbers(XYChart chart) {
    double left = values(true).min().orElseThrow();
    double right = values(true).max().orElseThrow();
    if (right - left > MARKED_UP_TO) {
      double y = values(false).min().orElseThrow();
      double[] uneven = {left, left + (right - left) / 3, right};
      XYSeries series = chart.addSeries(" ", uneven, new double[] {y, y, y});
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.NONE);
    }
  }

  private static void add(XYChart chart, Curve curve, Palette palette) {
    XYSeries series = chart.addSeries(curve.name, curve.x, curve.y);
    series.setLineColor(palette.series(curve.color));
    series.setMarkerColor(palette.series(curve.color));
    boolean marked = curve.x.length <= MARKED_UP_TO || curve.stroke == Stroke.MARK;
    series.setMarker(marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setLineStyle(curve.stroke.line());
    if (curve.stroke == Stroke.MARK) {
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarkerColor(palette.text());
      series.setMarker(SeriesMarkers.DIAMOND);
    } else if (curve.stroke == Stroke.DOTS) {
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.CIRCLE);
    }
  }

  private static void style(XYStyler styler, Palette palette) {
    styler
        .setChartBackgroundColor(palette.background())
        .setPlotBackgroundColor(palette.background())
        .setPlotBorderVisible(false)
        .setChartTitleVisible(false)
        .setChartPadding(14)
        .setChartFontColor(palette.text())
        .setLegendVisible(false)
        .setPlotContentSize(0.95)
        .setMarkerSize(6)
        .setAntiAlias(true);
    styler
        .setAxisTitleFont(Image.font(Font.PLAIN, 14))
        .setAxisTitlePadding(10)
        .setAxisTickLabelsFont(Image.font(Font.PLAIN, 13))
        .setAxisTickLabelsColor(palette.muted())
        .setAxisTickMarksColor(palette.grid())
        .setAxisTicksMarksVisible(false)
        .setAxisTickPadding(8)
        .setAxisTicksLineVisible(false)
        .setPlotMargin(0)
        .setPlotGridVerticalLinesVisible(false)
        .setPlotGridLinesColor(palette.grid())
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setXAxisTickMarkSpacingHint(90)
        .setYAxisTickMarkSpacingHint(55);
  }

  private void axes(XYStyler styler) {
    double left = values(true).min().orElseThrow();
    double right = values(true).max().orElseThrow();
    // A single epoch still needs an axis with a length.
    double reach = left == right ? 1 : 0;
    if (logarithmicX && left > 0) {
      styler.setXAxisLogarithmic(true).setXAxisDecimalPattern("0.#E0");
      styler.setXAxisMin(left / 1.1).setXAxisMax(right * 1.1);
    } else if (right - left < MARKED_UP_TO && (left % 1 != 0 || right % 1 != 0)) {
      styler.setxAxisTickLabelsFormattingFunction(FigureText::compact);
      double margin = 0.02 * (right - left);
      styler.setXAxisMin(left - margin).setXAxisMax(right + margin);
    } else {
      styler.setXAxisMin(left - reach).setXAxisMax(right + reach);
      styler.setXAxisDecimalPattern("#,##0");
    }
    styler.setLocale(Locale.ROOT);
    double low = values(false).min().orElseThrow();
    double high = values(false).max().orElseThrow();
    boolean logarithmic = logarithmicY();
    styler.setYAxisLogarithmic(logarithmic);
    if (logarithmic) {
      // XChart places the labels of a formatting function as on a linear axis.
      styler.setYAxisDecimalPattern(low < 1e-4 || high >= 1e6 ? "0.#E0" : "0.####");
      styler.setYAxisMin(low / 1.3).setYAxisMax(high * 1.3);
    } else {
      styler.setyAxisTickLabelsFormattingFunction(FigureText::compact);
      double margin = high > low ? 0.06 * (high - low) : Math.max(0.05 * Math.abs(high), 1e-6);
      boolean nonnegative = low >= 0;
      styler.setYAxisMin(nonnegative ? Math.max(0, low - margin) : low - margin);
      styler.setYAxisMax(high + margin);
    }
  }

  /** Returns whether the vertical axis is logarithmic; only if there is something to draw. */
  boolean logarithmicY() {
    double low = values(false).min().orElseThrow();
    double high = values(false).max().orElseThrow();
    return mayBeLogarithmic
        && low > 0
        && high / low >= LOGARITHMIC_FROM
        && high / low <= LOGARITHMIC_TO;
  }

  private DoubleStream values(boolean ofX) {
    return curves.stream().flatMapToDouble(curve -> Arrays.stream(ofX ? curve.x : curve.y));
  }
}

package io.headstart.report;

import io.headstart.metrics.CalibrationFigures;
import io.headstart.metrics.Reliability;
import io.headstart.metrics.RiskCoverage;
import io.headstart.metrics.WilsonInterval;
import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import io.headstart.run.SetCalibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How a page shows what calibration came to. */
record CalibrationView(SetCalibration calibration) {
  private static final Curve HONEST =
      new Curve("honest", new double[] {0, 100}, new double[] {0, 100}, 7, Stroke.THIN);

  Table table() {
    CalibrationFigures figures = calibration.figures();
    List<Row> rows = new ArrayList<>();
    rows.add(row("Temperature", String.format(Locale.ROOT, "%.3f", calibration.temperature())));
    rows.add(
        row(
            "Expected calibration error",
            "%s, before %s"
                .formatted(
                    FigureText.percent(figures.after().expectedCalibrationError()),
                    FigureText.percent(figures.before().expectedCalibrationError()))));
    rows.add(
        row(
            "Loss",
            FigureText.loss(figures.lossAfter())
                + ", before "
                + FigureText.loss(figures.lossBefore())));
    rows.add(row("Answered unknown", unknown(figures)));
    rows.add(
        row(
            "Accuracy of the others",
            FigureText.accuracy(figures.answeredAccuracy(), figures.answered())));
    return new Table(
        Look.FACTS,
        "Of the "
            + calibration.set()
            + " images, with what was learnt on the validation images. Expected calibration error:"
            + " 15 bins of equal width.",
        List.of(),
        rows);
  }

  private static Row row(String name, String text) {
    return Row.of(name, text);
  }

  private String unknown(CalibrationFigures figures) {
    if (calibration.leastConfidence().isEmpty() && calibration.greatestNovelty().isEmpty()) {
      return "no image: no threshold is set";
    }
    WilsonInterval interval = WilsonInterval.of(figures.unknownShare(), figures.count());
    return "%s (%s), %s of them unlike the training images"
        .formatted(
            FigureText.percent(figures.unknownShare()),
            FigureText.interval(interval),
            FigureText.count(figures.novel()));
  }

  /** Accuracy over confidence, before and after. */
  LineChart reliability() {
    CalibrationFigures figures = calibration.figures();
    return new LineChart(
        "Probability given (%)",
        "Accuracy (%)",
        List.of(
            curve("calibrated", figures.after(), 0, Stroke.SOLID),
            curve("before", figures.before(), 1, Stroke.DASHED),
            HONEST),
        false);
  }

  /** Accuracy over confidence, without a calibration. */
  static LineChart reliability(Reliability measured) {
    return new LineChart(
        "Probability given (%)",
        "Accuracy (%)", List.of(curve("measured", measured, 0, Stroke.SOLID), HONEST), false);
  }

  private static Curve curve(String name, Reliability reliability, int color, Stroke stroke) {
    List<Reliability.Bin> bins =
        reliability.bins().stream().filter(bin -> bin.count() > 0).toList();
    return new Curve(
        name,
        percent(bins, Reliability.Bin::confidence),
        percent(bins, Reliability.Bin::accuracy),
        color,
        stroke);
  }

  /** The share of wrong answers over the share answered. */
  LineChart riskCoverage() {
    return riskCoverage(calibration.figures().curve());
  }

  /** As {@link #riskCoverage()}, of any curve. */
  static LineChart riskCoverage(RiskCoverage curve) {
    List<RiskCoverage.Point> points = curve.points();
    return new LineChart(
        "Images answered (%), the most certain first",
        "Wrong answers among them (%)",
        List.of(
            new Curve(
                "error",
                percent(points, RiskCoverage.Point::coverage),
                percent(points, RiskCoverage.Point::risk),
                1,
                Stroke.SOLID)),
        false);
  }

  private static <T> double[] percent(List<T> values, ToDoubleFunction<T> share) {
    return values.stream().mapToDouble(share).map(v -> 100 * v).toArray();
  }
}

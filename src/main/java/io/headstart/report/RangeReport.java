package io.headstart.report;

import io.headstart.io.Csv;
import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The page of a learning-rate range test. */
public final class RangeReport {
  private RangeReport() {}

  /**
   * One measurement.
   *
   * @param update after which
   * @param rate of that update
   * @param batchLoss mean loss of the batches since the measurement before
   * @param accuracy a fraction
   * @param loss of the images evaluated
   */
  public record Point(long update, double rate, double batchLoss, double accuracy, double loss) {}

  /**
   * Writes {@code rates.csv}, and {@code report/index.html} with its plots, into a test's folder.
   *
   * @param images what was evaluated, for the captions
   * @param logarithmic whether the rates' axis is
   * @param minimum suggested, if any
   * @param maximum suggested, if any
   * @return the page
   */
  public static Path write(
      Path folder,
      String images,
      List<Point> points,
      boolean logarithmic,
      OptionalDouble minimum,
      OptionalDouble maximum) {
    ReportFiles files = new ReportFiles(folder.resolve("report"));
    Html page = ReportFiles.page("Learning-rate range test \u00b7 Headstart");
    page.element("h1", "Learning-rate range test");
    page.element(
        "p",
        minimum.isEmpty()
            ? "Nothing was learnt at any rate: no suggestion."
            : String.format(
                Locale.ROOT,
                "Suggested: %.3g to %.3g. Look at the plot before using them.",
                minimum.getAsDouble(),
                maximum.orElseThrow()));
    figure(
        page,
        files,
        "accuracy",
        "Accuracy (%) of " + images,
        chart("Accuracy (%)", points, logarithmic, minimum, maximum, p -> 100 * p.accuracy()));
    figure(
        page,
        files,
        "loss",
        "Loss of " + images,
        chart(RunCharts.LOSS_AXIS, points, logarithmic, minimum, maximum, Point::loss));
    figure(
        page,
        files,
        "batch-loss",
        "Mean loss of the batches between two measurements",
        chart(RunCharts.LOSS_AXIS, points, logarithmic, minimum, maximum, Point::batchLoss));
    page.close("main").close("body").close("html");
    StringBuilder csv =
        new StringBuilder(
            Csv.line(List.of("update", "learning-rate", "batch-loss", "accuracy", "loss")));
    for (Point p : points) {
      csv.append(
          Csv.line(
              List.of(
                  Long.toString(p.update()),
                  Double.toString(p.rate()),
                  Double.toString(p.batchLoss()),
                  Double.toString(p.accuracy()),
                  Double.toString(p.loss()))));
    }
    files.write("rates.csv", csv.toString());
    return files.write("index.html", page.toString());
  }

  private static void figure(
      Html page, ReportFiles files, String name, String caption, LineChart chart) {
    files.figure(
        page,
        name + ".png",
        caption + ", over the learning rate. Diamonds: the suggestions.",
        chart.isEmpty(),
        chart::png);
  }

  private static LineChart chart(
      String axis,
      List<Point> points,
      boolean logarithmic,
      OptionalDouble minimum,
      OptionalDouble maximum,
      ToDoubleFunction<Point> figure) {
    List<Curve> curves = new ArrayList<>();
    curves.add(curve("measured", points, figure, Stroke.SOLID));
    if (minimum.isPresent()) {
      List<Point> suggested =
          points.stream()
              .filter(p -> p.rate() == minimum.getAsDouble() || p.rate() == maximum.orElseThrow())
              .toList();
      curves.add(curve("suggested", suggested, figure, Stroke.MARK));
    }
    return new LineChart("Learning rate", axis, curves, false, logarithmic);
  }

  private static Curve curve(
      String name, List<Point> points, ToDoubleFunction<Point> figure, Stroke stroke) {
    return new Curve(
        name,
        points.stream().mapToDouble(Point::rate).toArray(),
        points.stream().mapToDouble(figure).toArray(),
        0,
        stroke);
  }
}

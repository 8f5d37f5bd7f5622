package io.headstart.report;

import io.headstart.io.Csv;
import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.run.RunFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The page of a learning-rate range test.
 *
 * @param images what was evaluated, for the captions
 * @param logarithmic whether the rates' axis is
 * @param minimum suggested, if any
 * @param maximum suggested; there is one if there is a minimum
 */
public record RangeReport(
    String images,
    List<Point> points,
    boolean logarithmic,
    OptionalDouble minimum,
    OptionalDouble maximum) {
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
   * Writes {@code report/index.html} with its charts, and {@code report/rates.csv}, into a test's
   * folder.
   *
   * @return the page
   */
  public Path write(Path folder) {
    ReportFiles files = new ReportFiles(folder.resolve("report"));
    files.write("rates.csv", csv());
    return files.page(
        "result.jte",
        new ResultPage(
            "Headstart range test",
            "Learning-rate range test",
            suggestion(),
            files.draw(charts()),
            Table.NONE,
            files.cannotDraw()));
  }

  /** Returns where the measurements of a test lie in its folder. */
  public static Path rates(Path folder) {
    return folder.resolve("report").resolve("rates.csv");
  }

  /**
   * Reads the measurements of a test's folder.
   *
   * @throws io.headstart.Failure when they are not there or damaged
   */
  public static List<Point> points(Path folder) {
    Path file = rates(folder);
    List<Point> points = new ArrayList<>();
    try {
      for (String line : RunFile.text(file).lines().skip(1).toList()) {
        String[] fields = line.split(",", -1);
        points.add(
            new Point(
                Long.parseLong(fields[0]),
                Double.parseDouble(fields[1]),
                Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4])));
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw RunFile.damaged(file, "a line of something else: " + e.getMessage(), "five numbers");
    }
    return points;
  }

  List<Chart> charts() {
    String over = ", over the learning rate. Diamonds: the suggestions.";
    return List.of(
        new Chart(
            "accuracy.png",
            "Accuracy (%) of " + images + over,
            chart(RunCharts.ACCURACY_AXIS, point -> 100 * point.accuracy())),
        new Chart("loss.png", "Loss of " + images + over, chart(RunCharts.LOSS_AXIS, Point::loss)),
        new Chart(
            "batch-loss.png",
            "Mean loss of the batches between two measurements" + over,
            chart(RunCharts.LOSS_AXIS, Point::batchLoss)));
  }

  String suggestion() {
    return minimum.isEmpty()
        ? "Nothing was learnt at any rate: no suggestion."
        : String.format(
            Locale.ROOT,
            "Suggested: %.3g to %.3g. Look at the plot before using them.",
            minimum.getAsDouble(),
            maximum.orElseThrow());
  }

  private String csv() {
    return Csv.table(
        List.of("update", "learning-rate", "batch-loss", "accuracy", "loss"),
        points.stream()
            .map(p -> List.of(p.update(), p.rate(), p.batchLoss(), p.accuracy(), p.loss()))
            .toList());
  }

  private LineChart chart(String axis, ToDoubleFunction<Point> figure) {
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

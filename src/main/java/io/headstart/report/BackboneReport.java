package io.headstart.report;

import io.headstart.io.Csv;
import io.headstart.metrics.WilsonInterval;
import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.report.Table.Cell;
import io.headstart.report.Table.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Backbones side by side: what simple classifiers reach on their features, and what those cost.
 *
 * @param images what was trained on and evaluated, in words
 * @param evaluated how many images were evaluated
 */
public record BackboneReport(String images, int evaluated, List<Entry> entries) {
  /**
   * One backbone.
   *
   * @param precision of its arithmetic
   * @param features an image has
   * @param linear accuracy of a linear classifier, 0..1
   * @param neighbours accuracy of the 20 nearest neighbours, 0..1; empty where it costs too much
   * @param imagesPerSecond of its forward passes, many images at a time
   * @param milliseconds of a forward pass of one image
   * @param memoryBytes that the process grew by while it was open
   * @param fileBytes of its weights
   * @param licence of its weights; may be empty
   */
  public record Entry(
      String name,
      String precision,
      int features,
      double linear,
      OptionalDouble neighbours,
      double imagesPerSecond,
      double milliseconds,
      long memoryBytes,
      long fileBytes,
      String licence) {}

  /**
   * Writes {@code index.html} with its chart and {@code backbones.csv} into a folder.
   *
   * @return the page
   */
  public Path write(Path folder) {
    ReportFiles files = new ReportFiles(folder);
    files.write("backbones.csv", csv());
    return files.page(
        "result.jte",
        new ResultPage(
            "Headstart backbones",
            "Backbones side by side",
            images,
            files.draw(List.of(chart())),
            table(),
            files.cannotDraw()));
  }

  /** Returns the table for a terminal. */
  public String text() {
    return table().text();
  }

  private Table table() {
    double best = entries.stream().mapToDouble(Entry::linear).max().orElse(0);
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      List<Cell> cells = new ArrayList<>();
      cells.add(new Cell(share(entry.linear()), entries.size() > 1 && entry.linear() == best));
      cells.add(
          plain(entry.neighbours().isPresent() ? share(entry.neighbours().getAsDouble()) : "-"));
      cells.add(plain(text("%.1f", entry.imagesPerSecond())));
      cells.add(plain(text("%.1f", entry.milliseconds())));
      cells.add(plain(text("%,d MB", entry.memoryBytes() / 1_000_000)));
      cells.add(plain(text("%,d MB", entry.fileBytes() / 1_000_000)));
      cells.add(plain(text("%,d", entry.features())));
      cells.add(plain(entry.precision()));
      cells.add(plain(entry.licence()));
      rows.add(new Row(entry.name(), cells));
    }
    return new Table(
        Table.Look.NUMBERS,
        "Accuracy with Wilson's 95 % interval, "
            + images
            + ". The best is highlighted. Images a second many at a time, milliseconds one at a"
            + " time, on this machine; memory that the process grew by.",
        List.of(
            "backbone",
            "linear",
            "20 neighbours",
            "images/s",
            "ms an image",
            "memory",
            "weights",
            "features",
            "precision",
            "licence"),
        rows);
  }

  private static Cell plain(String text) {
    return new Cell(text, false);
  }

  private String share(double accuracy) {
    WilsonInterval interval = WilsonInterval.of(accuracy, evaluated);
    return text(
        "%.2f %% (%.2f..%.2f)", 100 * accuracy, 100 * interval.low(), 100 * interval.high());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private Chart chart() {
    List<Curve> dots = new ArrayList<>();
    for (Entry entry : entries) {
      dots.add(
          new Curve(
              entry.name(),
              new double[] {1000 / entry.imagesPerSecond()},
              new double[] {100 * entry.linear()},
              dots.size(),
              Stroke.DOTS));
    }
    return new Chart(
        "accuracy-over-cost.png",
        "Accuracy (%) of a linear classifier over the milliseconds of an image, many at a time. Up"
            + " and to the left is better.",
        new LineChart("Milliseconds an image", RunCharts.ACCURACY_AXIS, dots, false, true));
  }

  private String csv() {
    return Csv.table(
        List.of(
            "backbone",
            "precision",
            "features",
            "linear-accuracy",
            "neighbours-accuracy",
            "images-per-second",
            "milliseconds-an-image",
            "memory-bytes",
            "weights-bytes",
            "licence"),
        entries.stream()
            .map(
                e ->
                    List.<Object>of(
                        e.name(),
                        e.precision(),
                        e.features(),
                        e.linear(),
                        e.neighbours().isPresent() ? (Object) e.neighbours().getAsDouble() : "",
                        e.imagesPerSecond(),
                        e.milliseconds(),
                        e.memoryBytes(),
                        e.fileBytes(),
                        e.licence()))
            .toList());
  }
}

package io.headstart.report;

import io.headstart.config.SearchSettings;
import io.headstart.config.SearchSettings.Dimension;
import io.headstart.config.SearchSettings.Distribution;
import io.headstart.io.Csv;
import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The page of a search: every trial in a table, and each numeric setting against accuracy. */
public final class SearchReport {
  private SearchReport() {}

  /**
   * One trial.
   *
   * @param number 1 for the first
   * @param stage of the search
   * @param values of the settings, by path
   * @param accuracy on the validation images, a fraction
   * @param loss on the validation images
   */
  public record Row(
      int number, String stage, Map<String, String> values, double accuracy, double loss) {}

  /**
   * Writes {@code report/index.html}, {@code report/trials.csv} and a scatter plot for each numeric
   * dimension into a search's folder.
   *
   * @param rows from the best down
   * @return the page
   */
  public static Path write(Path folder, String title, SearchSettings search, List<Row> rows) {
    ReportFiles files = new ReportFiles(folder.resolve("report"));
    List<String> settings = search.dimensions().stream().map(Dimension::setting).toList();
    List<String> columns = new ArrayList<>(List.of("trial", "stage"));
    columns.addAll(settings);
    columns.addAll(List.of("validation accuracy", "validation loss"));
    StringBuilder csv = new StringBuilder(Csv.line(columns));
    Html page = ReportFiles.page(title + " \u00b7 Headstart");
    page.element("h1", title);
    page.element("p", rows.size() + " trials, from the best down by validation accuracy.");
    for (Dimension dimension : search.dimensions()) {
      scatter(page, files, dimension, rows);
    }
    page.open("table").head(columns);
    for (Row row : rows) {
      List<String> values = settings.stream().map(row.values()::get).toList();
      page.row(Integer.toString(row.number()), cells(row, values));
      csv.append(Csv.line(fields(row, values)));
    }
    page.close("tbody").close("table").close("main").close("body").close("html");
    files.write("trials.csv", csv.toString());
    return files.write("index.html", page.toString());
  }

  private static List<String> cells(Row row, List<String> values) {
    List<String> cells = new ArrayList<>(List.of(row.stage()));
    values.forEach(value -> cells.add(shortened(value)));
    boolean diverged = !Double.isFinite(row.loss());
    cells.add(diverged ? "diverged" : String.format(Locale.ROOT, "%.2f %%", 100 * row.accuracy()));
    cells.add(diverged ? "" : String.format(Locale.ROOT, "%.4f", row.loss()));
    return cells;
  }

  private static List<String> fields(Row row, List<String> values) {
    List<String> fields = new ArrayList<>(List.of(Integer.toString(row.number()), row.stage()));
    fields.addAll(values);
    fields.add(Double.toString(row.accuracy()));
    fields.add(Double.toString(row.loss()));
    return fields;
  }

  /** Returns a drawn number with the digits a reader needs; anything else as it is. */
  public static String shortened(String value) {
    try {
      return value.length() > 8
          ? String.format(Locale.ROOT, "%.4g", Double.parseDouble(value))
          : value;
    } catch (NumberFormatException notANumber) {
      return value;
    }
  }

  private static void scatter(Html page, ReportFiles files, Dimension dimension, List<Row> rows) {
    if (!rows.stream().allMatch(row -> isNumber(row.values().get(dimension.setting())))) {
      return; // A choice among other things than numbers has no axis.
    }
    List<Row> sorted =
        rows.stream()
            .filter(row -> Double.isFinite(row.loss()))
            .sorted((a, b) -> Double.compare(value(a, dimension), value(b, dimension)))
            .toList();
    List<Curve> curves = new ArrayList<>();
    for (String stage : sorted.stream().map(Row::stage).distinct().sorted().toList()) {
      List<Row> some = sorted.stream().filter(row -> row.stage().equals(stage)).toList();
      curves.add(
          new Curve(
              stage,
              some.stream().mapToDouble(row -> value(row, dimension)).toArray(),
              IntStream.range(0, some.size())
                  .mapToDouble(i -> 100 * some.get(i).accuracy())
                  .toArray(),
              curves.size(),
              Stroke.DOTS));
    }
    boolean logarithmic = dimension.distribution() == Distribution.LOG_UNIFORM;
    LineChart chart =
        new LineChart(dimension.setting(), "Validation accuracy (%)", curves, false, logarithmic);
    files.figure(
        page,
        dimension.setting().replace('.', '-') + ".png",
        "Validation accuracy of each trial over " + dimension.setting() + ".",
        chart.isEmpty(),
        chart::png);
  }

  private static boolean isNumber(String value) {
    try {
      return Double.isFinite(Double.parseDouble(value));
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }

  private static double value(Row row, Dimension dimension) {
    return Double.parseDouble(row.values().get(dimension.setting()));
  }
}

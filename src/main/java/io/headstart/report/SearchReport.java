package io.headstart.report;

import io.headstart.config.SearchSettings;
import io.headstart.config.SearchSettings.Dimension;
import io.headstart.config.SearchSettings.Distribution;
import io.headstart.io.Csv;
import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.report.Table.Look;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    List<String> settings = settings(search);
    files.write(
        "trials.csv",
        Csv.table(columns(settings), rows.stream().map(r -> fields(r, settings)).toList()));
    return files.page(
        "result.jte",
        new ResultPage(
            "Headstart search",
            title,
            rows.size() + " trials, from the best down by validation accuracy.",
            files.draw(charts(search, rows)),
            table(search, rows),
            files.cannotDraw()));
  }

  static List<String> settings(SearchSettings search) {
    return search.dimensions().stream().map(Dimension::setting).toList();
  }

  private static List<String> columns(List<String> settings) {
    List<String> columns = new ArrayList<>(List.of("trial", "stage"));
    columns.addAll(settings);
    columns.addAll(List.of("validation accuracy", "validation loss"));
    return columns;
  }

  static Table table(SearchSettings search, List<Row> rows) {
    List<String> settings = settings(search);
    return new Table(
        Look.NUMBERS,
        "",
        columns(settings),
        rows.stream().map(row -> shown(row, settings)).toList());
  }

  static List<Chart> charts(SearchSettings search, List<Row> rows) {
    return search.dimensions().stream().map(dimension -> scatter(dimension, rows)).toList();
  }

  private static Table.Row shown(Row row, List<String> settings) {
    List<String> cells = new ArrayList<>(List.of(row.stage()));
    settings.forEach(setting -> cells.add(shortened(row.values().get(setting))));
    boolean diverged = !Double.isFinite(row.loss());
    cells.add(diverged ? "diverged" : FigureText.percent(row.accuracy()));
    cells.add(diverged ? "" : FigureText.loss(row.loss()));
    return Table.Row.of(Integer.toString(row.number()), cells);
  }

  private static List<?> fields(Row row, List<String> settings) {
    List<Object> fields = new ArrayList<>(List.of(row.number(), row.stage()));
    settings.forEach(setting -> fields.add(row.values().get(setting)));
    fields.addAll(List.of(row.accuracy(), row.loss()));
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

  private static Chart scatter(Dimension dimension, List<Row> rows) {
    // A choice among other things than numbers has no axis.
    boolean numbers =
        rows.stream().allMatch(row -> isNumber(row.values().get(dimension.setting())));
    List<Row> sorted =
        rows.stream()
            .filter(row -> numbers && Double.isFinite(row.loss()))
            .sorted(Comparator.comparingDouble(row -> value(row, dimension)))
            .toList();
    List<Curve> curves = new ArrayList<>();
    for (String stage : sorted.stream().map(Row::stage).distinct().sorted().toList()) {
      List<Row> some = sorted.stream().filter(row -> row.stage().equals(stage)).toList();
      double[] x = some.stream().mapToDouble(row -> value(row, dimension)).toArray();
      double[] y = some.stream().mapToDouble(row -> 100 * row.accuracy()).toArray();
      curves.add(new Curve(stage, x, y, curves.size(), Stroke.DOTS));
    }
    boolean logarithmic = dimension.distribution() == Distribution.LOG_UNIFORM;
    LineChart chart =
        new LineChart(dimension.setting(), "Validation accuracy (%)", curves, false, logarithmic);
    return new Chart(
        dimension.setting().replace('.', '-') + ".png",
        "Validation accuracy of each trial over " + dimension.setting() + ".",
        chart);
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

package io.headstart.report;

import static java.lang.Double.NaN;

import io.headstart.Failure;
import io.headstart.io.Csv;
import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.report.Table.Cell;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import io.headstart.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Runs side by side: their figures with the best marked, the settings in which they differ, and
 * their curves in one chart.
 */
public final class Comparison {
  /** Stands in a table of settings where a run does not have the setting. */
  private static final String ABSENT = FigureText.NONE;

  private final List<RunFolder> runs;
  private final List<String> labels;
  private final List<Column> columns;
  private final Map<String, List<String>> differences;

  /**
   * One figure of all runs.
   *
   * @param name for people
   * @param key for the CSV file
   * @param values of each run, NaN where there is none
   * @param shown of each run, for people
   */
  private record Column(
      String name, String key, double[] values, List<String> shown, Better better) {
    Cell cell(int run) {
      return new Cell(shown.get(run), values[run] == best());
    }

    /** Returns the best value; NaN if there is none, as the best of one or of equals. */
    private double best() {
      DoubleSummaryStatistics known =
          Arrays.stream(values).filter(v -> !Double.isNaN(v)).summaryStatistics();
      return better == Better.NEITHER || known.getMin() >= known.getMax()
          ? NaN
          : better == Better.HIGHER ? known.getMax() : known.getMin();
    }

    /** Returns a value with all its digits: counts whole, nothing where there is none. */
    Object field(int run) {
      double value = values[run];
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
      return Double.isNaN(value) ? "" : whole ? (Object) (long) value : (Object) value;
    }
  }

  private enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  private Comparison(List<RunFolder> runs) {
    this.runs = runs;
    labels = labels(runs);
    columns = columns(runs);
    differences = differences(runs);
  }

  /**
   * Reads the runs to compare.
   *
   * @param runFolders at least two, for example {@code checkpoints/model_1} and {@code model_2}
   * @throws Failure if there are fewer than two, or one cannot be read
   */
  public static Comparison of(List<Path> runFolders) {
    if (runFolders.size() < 2) {
      throw Failure.usage("a comparison needs runs to compare")
          .received("%d run", runFolders.size())
          .accepted("two or more")
          .next("name another run beside it")
          .build();
    }
    return new Comparison(runFolders.stream().map(RunFolder::read).toList());
  }

  /**
   * Compares runs on a page of its own, with its charts and {@code comparison.csv} beside it.
   *
   * @param output the folder to write to; made if need be
   * @return the page, {@code index.html}
   * @throws Failure if a run cannot be read or the page cannot be written
   */
  public static Path write(List<Path> runFolders, Path output) {
    return of(runFolders).write(output);
  }

  /** Writes the page, its charts and {@code comparison.csv} to a folder; returns the page. */
  public Path write(Path output) {
    ReportFiles files = new ReportFiles(output);
    files.write("comparison.csv", csv());
    List<Chart> charts = charts();
    return files.page(
        "comparison.jte",
        new ComparisonPage(
            labels,
            figures(),
            tests(),
            charts.stream().allMatch(chart -> chart.drawing().isEmpty()),
            files.draw(charts),
            settings(),
            files.cannotDraw()));
  }

  List<Chart> charts() {
    ComparisonCharts charts = new ComparisonCharts(runs, labels);
    return List.of(
        new Chart("accuracy.png", "Accuracy of each run after its epochs.", charts.accuracy()),
        new Chart(
            "loss.png",
            "Mean cross-entropy of each run after its epochs, without penalty.",
            charts.loss()));
  }

  /** Returns figures and differing settings as plain text for a terminal; a star marks the best. */
  public String text() {
    String settings =
        differences.isEmpty() ? "The runs have the same settings.\n" : settings().text();
    return figures().text()
        + "* best of these runs; in brackets: Wilson's 95 % interval\n\n"
        + testsText()
        + settings;
  }

  private String testsText() {
    Table tests = tests();
    return tests.isEmpty()
        ? ""
        : tests.text() + "* McNemar's test, exact: p below 0.05 of such a difference by chance\n\n";
  }

  Table figures() {
    List<String> header = new ArrayList<>(List.of("run"));
    columns.forEach(column -> header.add(column.name));
    return new Table(
        Look.NUMBERS,
        "Accuracy with Wilson's 95 % interval. The best of each is highlighted.",
        header,
        IntStream.range(0, runs.size())
            .mapToObj(
                run -> new Row(labels.get(run), columns.stream().map(c -> c.cell(run)).toList()))
            .toList());
  }

  Table settings() {
    List<String> header = new ArrayList<>(List.of("setting"));
    header.addAll(labels);
    return new Table(
        Look.SETTINGS,
        "",
        header,
        differences.entrySet().stream().map(e -> Row.of(e.getKey(), e.getValue())).toList());
  }

  /** Returns one line a run: its figures (fractions, nats, seconds) and the differing settings. */
  public String csv() {
    List<String> header = new ArrayList<>(List.of("run"));
    columns.forEach(column -> header.add(column.key));
    header.addAll(differences.keySet());
    return Csv.table(header, IntStream.range(0, runs.size()).mapToObj(this::fields).toList());
  }

  /** Returns McNemar's test of each two runs; no rows where no two saw the same images. */
  Table tests() {
    return new PairTests(runs, labels).table();
  }

  List<String> labels() {
    return labels;
  }

  private List<?> fields(int run) {
    List<Object> fields = new ArrayList<>(List.of(labels.get(run)));
    columns.forEach(column -> fields.add(column.field(run)));
    differences.values().stream()
        .map(values -> values.get(run))
        .forEach(value -> fields.add(value.equals(ABSENT) ? "" : value));
    return fields;
  }

  /** Returns the names of the runs; with their place where two have the same name. */
  private static List<String> labels(List<RunFolder> runs) {
    List<String> names = runs.stream().map(run -> run.manifest().name()).toList();
    return IntStream.range(0, runs.size())
        .mapToObj(
            i ->
                names.stream().filter(names.get(i)::equals).count() == 1
                    ? names.get(i)
                    : names.get(i) + " (" + (i + 1) + ": " + runs.get(i).path() + ")")
        .toList();
  }

  private static List<Column> columns(List<RunFolder> runs) {
    List<Column> columns = new ArrayList<>();
    for (String set : List.of("test", "validation", "train")) {
      for (Metric metric : Metrics.ALL) {
        columns.add(
            new Column(
                set + " " + metric.label(),
                set + "." + metric.name(),
                values(runs, run -> figure(run, set, metric)),
                runs.stream().map(run -> text(run, set, metric)).toList(),
                metric.kind() == Metric.Kind.LOSS ? Better.LOWER : Better.HIGHER));
      }
    }
    DoubleFunction<String> count = n -> FigureText.count((long) n);
    columns.add(
        column(
            "parameters",
            "parameters",
            values(runs, run -> run.manifest().parameters()),
            count,
            Better.NEITHER));
    columns.add(
        column(
            "epochs",
            "epochs",
            values(runs, run -> run.manifest().epochs()),
            count,
            Better.NEITHER));
    columns.add(
        column(
            "training",
            "seconds.train",
            values(runs, run -> run.manifest().seconds().getOrDefault("train", NaN)),
            FigureText::seconds,
            Better.NEITHER));
    columns.removeIf(column -> Arrays.stream(column.values).allMatch(Double::isNaN));
    return List.copyOf(columns);
  }

  private static double figure(RunFolder run, String set, Metric metric) {
    return run.manifest()
        .figures(set)
        .filter(figures -> figures.count() > 0)
        .map(figures -> figures.value(metric).orElse(NaN))
        .orElse(NaN);
  }

  private static String text(RunFolder run, String set, Metric metric) {
    return run.manifest()
        .figures(set)
        .map(figures -> FigureText.value(figures, metric))
        .orElse(FigureText.NONE);
  }

  private static double[] values(List<RunFolder> runs, ToDoubleFunction<RunFolder> value) {
    return runs.stream().mapToDouble(value).toArray();
  }

  private static Column column(
      String name, String key, double[] values, DoubleFunction<String> shown, Better better) {
    return new Column(name, key, values, Arrays.stream(values).mapToObj(shown).toList(), better);
  }

  private static Map<String, List<String>> differences(List<RunFolder> runs) {
    List<Map<String, String>> settings =
        runs.stream()
            .map(
                run ->
                    run.config()
                        .map(text -> SettingPaths.of(run.path().resolve("config.yaml"), text))
                        .orElse(Map.of()))
            .toList();
    Map<String, List<String>> all = new TreeMap<>();
    for (Map<String, String> one : settings) {
      for (String path : one.keySet()) {
        all.computeIfAbsent(
            path, key -> settings.stream().map(s -> s.getOrDefault(key, ABSENT)).toList());
      }
    }
    Map<String, List<String>> differing = new LinkedHashMap<>();
    all.forEach(
        (path, values) -> {
          if (values.stream().distinct().count() > 1) {
            differing.put(path, values);
          }
        });
    return differing;
  }
}

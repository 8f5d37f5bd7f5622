package io.headstart.report;

import io.headstart.Failure;
import io.headstart.io.Csv;
import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
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
   * @param best whether each run's value is the best
   */
  private record Column(
      String name, String key, List<Double> values, List<String> shown, List<Boolean> best) {}

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
    Html page = ReportFiles.page("Comparison \u00b7 Headstart");
    page.open("header").element("p", "Headstart comparison", "class", "kicker");
    page.element("h1", String.join(", ", labels)).close("header");
    figures(page);
    page.open("section").element("h2", "Curves");
    ComparisonCharts charts = new ComparisonCharts(runs, labels);
    LineChart accuracy = charts.accuracy();
    LineChart loss = charts.loss();
    if (accuracy.isEmpty() && loss.isEmpty()) {
      page.element("p", "No run was evaluated after its epochs.", "class", "none");
    }
    files.figure(page, "accuracy.png", "Accuracy.", accuracy.isEmpty(), accuracy::png);
    files.figure(page, "loss.png", "Loss, without penalty.", loss.isEmpty(), loss::png);
    files.cannotDraw().ifPresent(reason -> page.element("p", reason, "class", "none"));
    page.close("section");
    settings(page);
    page.close("main").close("body").close("html");
    files.write("comparison.csv", csv());
    return files.write("index.html", page.toString());
  }

  /** Returns figures and differing settings as plain text for a terminal; a star marks the best. */
  public String text() {
    TextTable figures = new TextTable();
    figures.row("run", columns.stream().map(Column::name).toList());
    for (int run = 0; run < runs.size(); run++) {
      int index = run;
      figures.row(
          labels.get(run),
          columns.stream().map(c -> c.shown.get(index) + (c.best.get(index) ? "*" : " ")).toList());
    }
    StringBuilder text = new StringBuilder(figures.toString());
    text.append("* best of these runs; \u00b1 is one standard error\n\n");
    if (differences.isEmpty()) {
      return text.append("The runs have the same settings.\n").toString();
    }
    TextTable settings = new TextTable();
    settings.row("setting", labels);
    differences.forEach(settings::row);
    return text.append(settings).toString();
  }

  /** Returns one line a run: its figures (fractions, nats, seconds) and the differing settings. */
  public String csv() {
    List<String> header = new ArrayList<>(List.of("run"));
    columns.forEach(column -> header.add(column.key));
    header.addAll(differences.keySet());
    StringBuilder csv = new StringBuilder(Csv.line(header));
    for (int run = 0; run < runs.size(); run++) {
      List<String> fields = new ArrayList<>(List.of(labels.get(run)));
      for (Column column : columns) {
        double value = column.values.get(run);
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        fields.add(
            Double.isNaN(value)
                ? ""
                : whole ? Long.toString((long) value) : Double.toString(value));
      }
      for (List<String> values : differences.values()) {
        fields.add(values.get(run).equals(ABSENT) ? "" : values.get(run));
      }
      csv.append(Csv.line(fields));
    }
    return csv.toString();
  }

  private void figures(Html page) {
    page.open("section").element("h2", "Figures").open("div", "class", "scroll").open("table");
    page.element("caption", "Accuracy \u00b1 one standard error. The best of each is highlighted.");
    List<String> header = new ArrayList<>(List.of("Run"));
    columns.forEach(column -> header.add(column.name));
    page.head(header);
    for (int run = 0; run < runs.size(); run++) {
      page.open("tr").element("th", labels.get(run), "scope", "row");
      for (Column column : columns) {
        String[] mark = column.best.get(run) ? new String[] {"class", "best"} : new String[0];
        page.element("td", column.shown.get(run), mark);
      }
      page.close("tr");
    }
    page.close("tbody").close("table").close("div").close("section");
  }

  private void settings(Html page) {
    page.open("section").element("h2", "Settings that differ");
    if (differences.isEmpty()) {
      page.element("p", "The runs have the same settings.", "class", "none");
    } else {
      page.open("div", "class", "scroll").open("table", "class", "settings");
      List<String> header = new ArrayList<>(List.of("Setting"));
      header.addAll(labels);
      page.head(header);
      differences.forEach(page::row);
      page.close("tbody").close("table").close("div");
    }
    page.close("section");
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
            column(
                runs,
                set + " " + metric.label(),
                set + "." + metric.name(),
                metric.kind() == Metric.Kind.LOSS ? Better.LOWER : Better.HIGHER,
                run -> figure(run, set, metric),
                run ->
                    run.manifest()
                        .figures(set)
                        .map(figures -> FigureText.value(figures, metric))
                        .orElse(FigureText.NONE)));
      }
    }
    columns.add(counted(runs, "parameters", run -> run.manifest().parameters()));
    columns.add(counted(runs, "epochs", run -> (long) run.manifest().epochs()));
    Function<RunFolder, Double> seconds =
        run -> run.manifest().seconds().getOrDefault("train", Double.NaN);
    columns.add(
        column(
            runs,
            "training",
            "seconds.train",
            Better.NEITHER,
            seconds,
            run -> FigureText.seconds(seconds.apply(run))));
    columns.removeIf(column -> column.values.stream().allMatch(value -> value.isNaN()));
    return List.copyOf(columns);
  }

  private static double figure(RunFolder run, String set, Metric metric) {
    return run.manifest()
        .figures(set)
        .filter(figures -> figures.count() > 0)
        .map(figures -> figures.value(metric).orElse(Double.NaN))
        .orElse(Double.NaN);
  }

  private static Column counted(
      List<RunFolder> runs, String name, Function<RunFolder, Long> count) {
    return column(
        runs,
        name,
        name,
        Better.NEITHER,
        run -> (double) count.apply(run),
        run -> FigureText.count(count.apply(run)));
  }

  private static Column column(
      List<RunFolder> runs,
      String name,
      String key,
      Better better,
      Function<RunFolder, Double> value,
      Function<RunFolder, String> shown) {
    List<Double> values = runs.stream().map(value).toList();
    double[] known = values.stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v)).toArray();
    // The best of one, or of equals, says nothing.
    double best =
        Arrays.stream(known).distinct().count() < 2 || better == Better.NEITHER
            ? Double.NaN
            : better == Better.HIGHER
                ? Arrays.stream(known).max().orElseThrow()
                : Arrays.stream(known).min().orElseThrow();
    return new Column(
        name,
        key,
        values,
        runs.stream().map(shown).toList(),
        values.stream().map(v -> v == best).toList());
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

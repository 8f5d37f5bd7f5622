package io.headstart.report;

import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import io.headstart.report.Table.Cell;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import io.headstart.run.Difference;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import io.headstart.run.RunFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the page of a run shows; the one place that takes it from the run's files.
 *
 * @param run the files
 * @param classes figures of single classes; empty without an evaluation
 * @param curves the charts of the training
 * @param classCharts the charts of single classes
 * @param calibrationCharts the charts of the calibration
 * @param gallery images; none where they are not at hand
 * @param cannotDraw why charts are missing, if they are
 */
record RunPage(
    RunFolder run,
    ClassFigures classes,
    List<Figure> curves,
    List<Figure> classCharts,
    List<Figure> calibrationCharts,
    Gallery gallery,
    List<String> cannotDraw) {

  /** A figure that matters most, with what it is and a remark. */
  record Card(String label, String figure, String remark) {}

  private Manifest manifest() {
    return run.manifest();
  }

  String name() {
    return manifest().name();
  }

  String status() {
    return manifest().status();
  }

  boolean finished() {
    return manifest().finished();
  }

  boolean untrained() {
    return run.history().rows().isEmpty();
  }

  Optional<String> config() {
    return run.config();
  }

  /** Returns what the network, its input and the images are, in a few words each. */
  List<String> summary() {
    String widths =
        manifest().layers().stream().map(String::valueOf).collect(Collectors.joining("-"));
    String backbone = manifest().backbone().getOrDefault("name", "");
    return Stream.of(
            widths.isEmpty() ? "" : "head " + widths,
            FigureText.count(manifest().parameters()) + " parameters",
            backbone.isEmpty() ? "" : "on " + backbone,
            manifest().data().name())
        .filter(part -> !part.isEmpty())
        .toList();
  }

  List<Card> cards() {
    List<Card> cards = new ArrayList<>();
    for (String set : List.of("test", "validation", "train")) {
      manifest().figures(set).ifPresent(figures -> cards.add(accuracy(set, figures)));
    }
    cards.add(new Card("epochs", FigureText.count(manifest().epochs()), epochsRemark()));
    if (!manifest().seconds().isEmpty()) {
      double total = manifest().seconds().values().stream().mapToDouble(Double::doubleValue).sum();
      cards.add(new Card("time", FigureText.seconds(total), timeRemark()));
    }
    return cards;
  }

  private static Card accuracy(String set, SetFigures figures) {
    return new Card(
        set + " accuracy",
        figures.count() == 0 ? FigureText.NONE : FigureText.percent(figures.accuracy()),
        figures.interval(Metrics.ACCURACY).map(FigureText::interval).orElse(FigureText.NONE)
            + " on %s images".formatted(FigureText.count(figures.count())));
  }

  private String epochsRemark() {
    String updates = FigureText.count(manifest().updates()) + " updates";
    return run.keptEpoch()
        .filter(epoch -> epoch > 0)
        .map(epoch -> updates + ", kept: epoch " + epoch)
        .orElse(updates);
  }

  private String timeRemark() {
    return manifest().seconds().entrySet().stream()
        .map(stage -> stage.getKey() + " " + FigureText.seconds(stage.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Returns what was reached on each set of images; no rows if nothing was evaluated. */
  Table figures() {
    List<String> header = new ArrayList<>(List.of("Set", "Images"));
    taken().forEach(metric -> header.add(title(metric)));
    return new Table(
        Look.NUMBERS,
        "Shares of images with Wilson's 95 % interval. Loss: mean cross-entropy in nats.",
        header,
        SetFigures.SETS.stream()
            .flatMap(set -> manifest().figures(set).map(figures -> row(set, figures)).stream())
            .toList());
  }

  /**
   * Returns what simple classifiers reach on the same features, below the head; no rows where none
   * were asked for.
   */
  Table baselines() {
    if (manifest().baselines().isEmpty()) {
      return Table.NONE;
    }
    List<String> sets =
        SetFigures.SETS.stream()
            .filter(
                set -> manifest().baselines().values().stream().anyMatch(of -> of.containsKey(set)))
            .toList();
    Map<String, Map<String, Double>> all = new LinkedHashMap<>();
    Map<String, Double> head = new LinkedHashMap<>();
    sets.forEach(
        set -> manifest().figures(set).ifPresent(figures -> head.put(set, figures.accuracy())));
    all.put("this head", head);
    all.putAll(manifest().baselines());
    List<String> columns = new ArrayList<>(List.of("Classifier"));
    sets.forEach(set -> columns.add(set + " accuracy"));
    List<Row> rows = new ArrayList<>();
    all.forEach(
        (name, of) ->
            rows.add(
                new Row(
                    name,
                    sets.stream()
                        .map(
                            set ->
                                new Table.Cell(
                                    FigureText.percent(of.getOrDefault(set, Double.NaN)),
                                    best(all, set, of)))
                        .toList())));
    return new Table(
        Look.NUMBERS,
        "On the same features. A head that does not beat the simple classifiers is not worth its"
            + " training. Marked: the best.",
        columns,
        rows);
  }

  private static boolean best(
      Map<String, Map<String, Double>> all, String set, Map<String, Double> of) {
    double most =
        all.values().stream().mapToDouble(one -> one.getOrDefault(set, 0.0)).max().orElse(0);
    return of.getOrDefault(set, -1.0) >= most;
  }

  /** Returns the metrics that were taken and tell something: an older program knew fewer. */
  private List<Metric> taken() {
    return Metrics.shown(manifest().classes().size()).stream()
        .filter(
            metric ->
                manifest().figures().values().stream().anyMatch(f -> f.value(metric).isPresent()))
        .toList();
  }

  private static String title(Metric metric) {
    return metric.label().substring(0, 1).toUpperCase(Locale.ROOT) + metric.label().substring(1);
  }

  private Row row(String set, SetFigures figures) {
    List<String> cells = new ArrayList<>(List.of(FigureText.count(figures.count())));
    taken().forEach(metric -> cells.add(FigureText.value(figures, metric)));
    return Row.of(set, cells);
  }

  /** Returns what calibration came to; no rows where there was none. */
  Table calibration() {
    return run.calibration()
        .map(CalibrationView::new)
        .map(CalibrationView::table)
        .orElse(Table.NONE);
  }

  /** A cell of the confusion matrix: a count, and where its images are, if there are any. */
  record Cell(String text, String link, boolean right) {}

  /** A row of the confusion matrix. */
  record MatrixRow(String name, List<Cell> cells) {}

  /** Returns the confusion matrix as a table of links; no rows where it is too large to read. */
  List<MatrixRow> matrix() {
    List<String> names = classes.names();
    if (gallery.isEmpty() || classes.isEmpty() || names.size() > Gallery.MATRIX_CLASSES) {
      return List.of();
    }
    List<MatrixRow> rows = new ArrayList<>();
    for (int actual = 0; actual < names.size(); actual++) {
      List<Cell> cells = new ArrayList<>();
      for (int predicted = 0; predicted < names.size(); predicted++) {
        String link = gallery.has(actual, predicted) ? "#" + Gallery.id(actual, predicted) : "";
        String count = FigureText.count(classes.matrix().count(actual, predicted));
        cells.add(new Cell(count, link, actual == predicted));
      }
      rows.add(new MatrixRow(names.get(actual), cells));
    }
    return rows;
  }

  /** Returns where everything came from: versions, data, weights, hashes. */
  Table provenance() {
    List<Row> facts = new ArrayList<>();
    facts.add(Row.of("Created", manifest().created()));
    facts.add(Row.of("Status", status()));
    facts.add(Row.of("Headstart", manifest().program()));
    manifest().versions().forEach((name, version) -> facts.add(Row.of(name, version)));
    facts.add(Row.of("Device", manifest().device()));
    facts.add(Row.of("Seed", Long.toString(manifest().seed())));
    manifest().backbone().forEach((field, value) -> facts.add(Row.of("Backbone " + field, value)));
    for (Manifest.Part part : manifest().data().parts()) {
      String images = FigureText.count(part.count()) + " images  " + part.hash();
      facts.add(Row.of("Data: " + part.name(), images));
    }
    manifest().files().forEach((name, hash) -> facts.add(Row.of("File: " + name, hash)));
    facts.removeIf(fact -> fact.cells().get(0).text().isBlank());
    return new Table(Look.FACTS, "", List.of(), facts);
  }

  /** Returns what a reader must know: the data's notes, and what went wrong. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Difference changed : run.modified()) {
      notes.add("Not as the run wrote it: " + changed.line() + ".");
    }
    notes.addAll(manifest().data().notes());
    run.history().rows().stream()
        .filter(RunPage::diverged)
        .findFirst()
        .ifPresent(
            epoch ->
                notes.add(
                    "A loss was not a finite number in epoch "
                        + epoch.epoch()
                        + "; such points are not drawn."));
    notes.addAll(cannotDraw);
    return notes;
  }

  private static boolean diverged(History.Row row) {
    return !Double.isFinite(row.batchLoss())
        || SetFigures.SETS.stream()
            .map(row::loss)
            .anyMatch(loss -> loss.isPresent() && !Double.isFinite(loss.getAsDouble()));
  }
}

package io.headstart.report;

import io.headstart.metrics.Evaluation;
import io.headstart.report.Manifest.Backbone;
import io.headstart.report.Manifest.Figures;
import io.headstart.report.Manifest.Part;
import io.headstart.report.RunFolder.Epoch;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the page of a run shows; the one place that takes it from the run's files.
 *
 * @param run the files
 * @param classes figures of single classes; empty without an evaluation
 * @param curves the charts of the training
 * @param classCharts the charts of single classes
 * @param cannotDraw why charts are missing, if they are
 */
record RunPage(
    RunFolder run,
    ClassFigures classes,
    List<Figure> curves,
    List<Figure> classCharts,
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
    return status().equals("finished");
  }

  boolean untrained() {
    return run.history().isEmpty();
  }

  Optional<String> config() {
    return run.config();
  }

  /** Returns what the network, its input and the images are, in a few words each. */
  List<String> summary() {
    String widths =
        manifest().layers().stream().map(String::valueOf).collect(Collectors.joining("-"));
    String backbone = manifest().backbone().name();
    return Stream.of(
            widths.isEmpty() ? "" : "head " + widths,
            manifest().parameters().map(n -> FigureText.count(n) + " parameters").orElse(""),
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

  private static Card accuracy(String set, Figures figures) {
    double error = Evaluation.standardError(figures.accuracy(), figures.count());
    return new Card(
        set + " accuracy",
        figures.count() == 0 ? FigureText.NONE : FigureText.percent(figures.accuracy()),
        "\u00b1\u00a0%s on %s images"
            .formatted(FigureText.percent(error), FigureText.count(figures.count())));
  }

  private String epochsRemark() {
    String updates = manifest().updates().map(n -> FigureText.count(n) + " updates").orElse("");
    String kept = manifest().bestEpoch().map(epoch -> "kept: epoch " + epoch).orElse("");
    return Stream.of(updates, kept).filter(s -> !s.isEmpty()).collect(Collectors.joining(", "));
  }

  private String timeRemark() {
    return manifest().seconds().entrySet().stream()
        .map(stage -> stage.getKey() + " " + FigureText.seconds(stage.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Returns what was reached on each set of images; no rows if nothing was evaluated. */
  Table figures() {
    return new Table(
        Look.NUMBERS,
        "Accuracy \u00b1 one standard error, sqrt(p(1-p)/n). Loss: mean cross-entropy in nats.",
        List.of("Set", "Images", "Accuracy", "Error", "Loss"),
        Manifest.SETS.stream()
            .flatMap(set -> manifest().figures(set).map(figures -> row(set, figures)).stream())
            .toList());
  }

  private static Row row(String set, Figures figures) {
    boolean some = figures.count() > 0;
    return Row.of(
        set,
        FigureText.count(figures.count()),
        FigureText.accuracy(figures.accuracy(), figures.count()),
        some ? FigureText.percent(1 - figures.accuracy()) : FigureText.NONE,
        some ? FigureText.loss(figures.loss()) : FigureText.NONE);
  }

  /** Returns where everything came from: versions, data, weights, hashes. */
  Table provenance() {
    List<Row> facts = new ArrayList<>();
    facts.add(Row.of("Created", manifest().created()));
    facts.add(Row.of("Status", status()));
    facts.add(Row.of("Headstart", manifest().program()));
    manifest().versions().forEach((name, version) -> facts.add(Row.of(name, version)));
    facts.add(Row.of("Device", manifest().device()));
    facts.add(Row.of("Seed", manifest().seed().map(String::valueOf).orElse("")));
    Backbone backbone = manifest().backbone();
    facts.add(Row.of("Backbone", backbone.name()));
    facts.add(Row.of("Backbone weights", backbone.weights()));
    facts.add(Row.of("Backbone precision", backbone.precision()));
    facts.add(Row.of("Backbone hash", backbone.hash()));
    for (Part part : manifest().data().parts()) {
      String images = FigureText.count(part.count()) + " images  " + part.hash();
      facts.add(Row.of("Data: " + part.name(), images));
    }
    manifest().files().forEach((name, hash) -> facts.add(Row.of("File: " + name, hash)));
    facts.removeIf(fact -> fact.cells().get(0).text().isBlank());
    return new Table(Look.FACTS, "", List.of(), facts);
  }

  /** Returns what a reader must know: the data's notes, and what went wrong. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(manifest().data().notes());
    run.history().stream()
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

  private static boolean diverged(Epoch epoch) {
    return Stream.of(epoch.batchLoss(), epoch.trainLoss(), epoch.validationLoss(), epoch.testLoss())
        .filter(OptionalDouble::isPresent)
        .anyMatch(loss -> !Double.isFinite(loss.getAsDouble()));
  }
}

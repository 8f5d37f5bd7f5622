package io.headstart.report;

import io.headstart.metrics.Evaluation;
import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import io.headstart.run.RunFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The written parts of a run's page. */
final class RunSections {
  private final Html page;
  private final RunFolder run;
  private final Manifest manifest;

  RunSections(Html page, RunFolder run) {
    this.page = page;
    this.run = run;
    manifest = run.manifest();
  }

  /** Adds the name, what was trained, and the figures that matter most. */
  void heading() {
    page.open("header").element("p", "Headstart run", "class", "kicker");
    page.open("h1").text(manifest.name());
    if (!manifest.finished()) {
      page.markup(" ").element("span", manifest.status(), "class", "badge");
    }
    page.close("h1").element("p", summary(manifest), "class", "lead");
    page.open("div", "class", "cards");
    for (String set : List.of("test", "validation", "train")) {
      manifest
          .figures(set)
          .ifPresent(
              figures ->
                  card(
                      set + " accuracy",
                      figures.count() == 0
                          ? FigureText.NONE
                          : FigureText.percent(figures.accuracy()),
                      "\u00b1\u00a0"
                          + FigureText.percent(
                              Evaluation.standardError(figures.accuracy(), figures.count()))
                          + " on "
                          + FigureText.count(figures.count())
                          + " images"));
    }
    card("epochs", FigureText.count(manifest.epochs()), epochsRemark());
    if (!manifest.seconds().isEmpty()) {
      double total = manifest.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
      card("time", FigureText.seconds(total), timeRemark());
    }
    page.close("div").close("header");
  }

  /** Returns one line about the network, its input and the images. */
  static String summary(Manifest manifest) {
    String backbone = manifest.backbone().getOrDefault("name", "");
    String network = widths(manifest);
    return Stream.of(
            network.isEmpty() ? "" : "head " + network,
            FigureText.count(manifest.parameters()) + " parameters",
            backbone.isEmpty() ? "" : "on " + backbone,
            manifest.data().name())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" \u00b7 "));
  }

  /** Returns the widths of the network: {@code 512-64-10}. */
  static String widths(Manifest manifest) {
    return manifest.layers().stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private String epochsRemark() {
    String updates = FigureText.count(manifest.updates()) + " updates";
    return run.keptEpoch()
        .filter(epoch -> epoch > 0)
        .map(epoch -> updates + ", kept: epoch " + epoch)
        .orElse(updates);
  }

  private String timeRemark() {
    return manifest.seconds().entrySet().stream()
        .map(stage -> stage.getKey() + " " + FigureText.seconds(stage.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void card(String label, String figure, String remark) {
    page.open("div", "class", "card").element("span", label, "class", "label");
    page.element("strong", figure).element("span", remark, "class", "remark").close("div");
  }

  /** Adds the figures of the sets. */
  void figures() {
    page.open("section").element("h2", "Figures");
    if (manifest.figures().isEmpty()) {
      page.element("p", "No figures have been taken.", "class", "none").close("section");
      return;
    }
    page.open("div", "class", "scroll").open("table");
    page.element(
        "caption",
        "Shares of images \u00b1 one standard error, sqrt(p(1-p)/n). Loss: mean cross-entropy in"
            + " nats.");
    List<Metric> metrics = taken();
    List<String> header = new ArrayList<>(List.of("Set", "Images"));
    metrics.forEach(metric -> header.add(title(metric)));
    page.head(header);
    for (String set : SetFigures.SETS) {
      manifest.figures(set).ifPresent(figures -> page.row(set, cells(figures, metrics)));
    }
    page.close("tbody").close("table").close("div").close("section");
  }

  private List<Metric> taken() {
    return Metrics.ALL.stream()
        .filter(
            metric ->
                manifest.figures().values().stream().anyMatch(f -> f.value(metric).isPresent()))
        .toList();
  }

  private static String title(Metric metric) {
    return metric.label().substring(0, 1).toUpperCase(Locale.ROOT) + metric.label().substring(1);
  }

  private static List<String> cells(SetFigures figures, List<Metric> metrics) {
    List<String> cells = new ArrayList<>(List.of(FigureText.count(figures.count())));
    metrics.forEach(metric -> cells.add(FigureText.value(figures, metric)));
    return cells;
  }

  /** Adds the effective configuration as it was kept. */
  void settings() {
    page.open("section").element("h2", "Settings");
    if (run.config().isPresent()) {
      page.open("details", "open", "").element("summary", "config.yaml");
      page.element("pre", run.config().get(), "tabindex", "0").close("details");
    } else {
      page.element("p", "No configuration was kept with this run.", "class", "none");
    }
    page.close("section");
  }

  /** Adds where everything came from: versions, data, weights, hashes. */
  void provenance() {
    page.open("section").element("h2", "Provenance").open("div", "class", "scroll");
    page.open("table", "class", "facts").open("tbody");
    fact("Created", manifest.created());
    fact("Status", manifest.status());
    fact("Headstart", manifest.program());
    for (Map.Entry<String, String> version : manifest.versions().entrySet()) {
      fact(version.getKey(), version.getValue());
    }
    fact("Device", manifest.device());
    fact("Seed", String.valueOf(manifest.seed()));
    manifest.backbone().forEach((name, value) -> fact("Backbone " + name, value));
    for (Manifest.Part part : manifest.data().parts()) {
      fact("Data: " + part.name(), FigureText.count(part.count()) + " images  " + part.hash());
    }
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      fact("File: " + file.getKey(), file.getValue());
    }
    page.close("tbody").close("table").close("div").close("section");
  }

  private void fact(String name, String value) {
    if (!value.isBlank()) {
      page.row(name, List.of(value));
    }
  }

  /** Adds what a reader must know: the data's notes, and what went wrong. */
  void notes(Optional<String> cannotDraw) {
    List<String> notes = new ArrayList<>(manifest.data().notes());
    run.history().rows().stream()
        .filter(RunSections::diverged)
        .findFirst()
        .ifPresent(
            epoch ->
                notes.add(
                    "A loss was not a finite number in epoch "
                        + epoch.epoch()
                        + "; such points are not drawn."));
    cannotDraw.ifPresent(reason -> notes.add("The charts are missing. " + reason));
    if (notes.isEmpty()) {
      return;
    }
    page.open("section").element("h2", "Notes").open("ul");
    notes.forEach(note -> page.element("li", note));
    page.close("ul").close("section");
  }

  private static boolean diverged(History.Row row) {
    return !Double.isFinite(row.batchLoss())
        || SetFigures.SETS.stream()
            .map(row::loss)
            .anyMatch(loss -> loss.isPresent() && !Double.isFinite(loss.getAsDouble()));
  }

  /** Adds the names of the files beside the page. */
  void footer() {
    page.element(
        "footer",
        "Drawn from the files of the run; charts and the figures of each class lie beside this"
            + " page as PNG and CSV.");
  }
}

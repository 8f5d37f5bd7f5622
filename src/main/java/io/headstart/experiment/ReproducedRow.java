package io.headstart.experiment;

import io.headstart.config.Reproduction;
import io.headstart.config.Reproduction.Reported;
import io.headstart.config.Settings;
import io.headstart.metrics.SetFigures;
import io.headstart.metrics.Spread;
import io.headstart.report.ReproductionTable.Kind;
import io.headstart.report.ReproductionTable.Line;
import io.headstart.run.Manifest;
import io.headstart.train.GradientCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;

/** One row of a reproduction: runs what is missing of it, and reads what is there. */
final class ReproducedRow {
  private static final String ERROR = "greatest relative error";
  private static final String MEAN_DIFFERENCE = "greatest mean difference";
  private static final String NORM = " gradient norm";

  private final Reproduction.Row row;
  private final Settings settings;
  private final KeptFigures kept;
  private final Context context;
  private final List<Line> lines = new ArrayList<>();

  /** Prepares a row; its checkpoints and figures lie in the folder. */
  ReproducedRow(Reproduction.Row row, Settings settings, Path folder, Context context) {
    this.row = row;
    this.settings = settings;
    this.kept = new KeptFigures(folder);
    this.context = context;
  }

  /** Returns whether there is nothing left to run. */
  boolean isThere() {
    return switch (row.kind()) {
      case TRAIN, SEARCH -> NamedRuns.areFinished(heads(settings));
      case LR_RANGE, GRADCHECK -> kept.has(row.name(), settings);
    };
  }

  /** Runs what is missing, and returns the row's figures. */
  List<Line> run() {
    switch (row.kind()) {
      case TRAIN -> accuracies(NamedRuns.finish(heads(settings), context));
      case SEARCH -> search();
      case LR_RANGE -> range();
      case GRADCHECK -> gradients();
    }
    return lines;
  }

  /** Searches with the first seed, and trains the winner with the others. */
  private void search() {
    Settings winner = SearchFlow.run(settings, context).checkpoint().settings();
    List<Settings> heads = heads(winner);
    heads.set(0, winner);
    accuracies(NamedRuns.finish(heads, context));
  }

  private List<Settings> heads(Settings first) {
    long seed = first.headSeed();
    // A report's rows are compared with what it reported, and no report has simple classifiers.
    return TrainFlow.seeded(
        first.withBaselines(false), LongStream.range(seed, seed + row.seeds()).boxed().toList());
  }

  /** Adds the lines of one or more runs that differ in their seed. */
  private void accuracies(List<Manifest> runs) {
    Reported reported = row.reported();
    accuracy(runs, "train", reported.train(), reported.trainLoss());
    accuracy(runs, "validation", reported.validation(), Optional.empty());
    accuracy(runs, "test", reported.test(), reported.testLoss());
  }

  private void accuracy(
      List<Manifest> runs, String set, Optional<Double> percent, Optional<Double> loss) {
    if (!runs.get(0).figures().containsKey(set)) {
      return;
    }
    int images = runs.get(0).figures().get(set).count();
    double seconds = runs.get(0).seconds().getOrDefault("train", 0.0);
    Spread accuracies = spread(runs, set, SetFigures::accuracy);
    Kind kind = row.failed() ? Kind.FAILURE : Kind.ACCURACY;
    add(set + " accuracy", kind, images, percent.map(p -> p / 100), accuracies, seconds);
    if (loss.isPresent()) {
      Spread losses = spread(runs, set, SetFigures::loss);
      add(set + " loss", Kind.LOSS, images, loss, losses, seconds);
    }
  }

  private static Spread spread(
      List<Manifest> runs, String set, Function<SetFigures, Double> figure) {
    return Spread.of(runs.stream().map(run -> figure.apply(run.figures().get(set))).toList());
  }

  private void add(
      String figure,
      Kind kind,
      int images,
      Optional<Double> reported,
      Spread measured,
      double seconds) {
    lines.add(
        new Line(
            row.name(), figure, kind, images, reported, measured, seconds, row.note().orElse("")));
  }

  private void gradients() {
    KeptFigures.Entry figures =
        kept.of(
            row.name(),
            settings,
            () -> {
              GradcheckFlow.CheckedGradients outcome = GradcheckFlow.run(settings, context);
              Map<String, Double> values = new LinkedHashMap<>();
              values.put(ERROR, outcome.worst());
              values.put(MEAN_DIFFERENCE, outcome.greatestMeanDifference());
              for (GradientCheck.Result result : outcome.results()) {
                values.put(result.name() + NORM, result.gradientNorm());
              }
              return values;
            });
    Reported reported = row.reported();
    // A row with reported errors asks whether gradients are right, another how large they are.
    boolean errors = reported.error().isPresent() || reported.meanDifference().isPresent();
    figures
        .values()
        .forEach(
            (figure, value) -> {
              Optional<Double> compared =
                  switch (figure) {
                    case ERROR -> reported.error();
                    case MEAN_DIFFERENCE -> reported.meanDifference();
                    default -> Optional.empty();
                  };
              if (compared.isPresent() || (!errors && figure.endsWith(NORM))) {
                add(
                    figure,
                    errors ? Kind.ERROR : Kind.NORM,
                    settings.gradcheck().images(),
                    compared,
                    Spread.of(List.of(value)),
                    figures.seconds());
              }
            });
  }

  private void range() {
    KeptFigures.Entry figures =
        kept.of(
            row.name(),
            settings,
            () -> {
              Map<String, Double> values = new LinkedHashMap<>();
              LrRangeFlow.run(settings, context)
                  .suggestion()
                  .ifPresent(
                      s -> {
                        values.put("minimum rate", s.minimum());
                        values.put("maximum rate", s.maximum());
                      });
              return values;
            });
    figures
        .values()
        .forEach(
            (figure, value) ->
                add(
                    figure,
                    Kind.RATE,
                    0,
                    figure.startsWith("min") ? row.reported().minimum() : row.reported().maximum(),
                    Spread.of(List.of(value)),
                    figures.seconds()));
  }
}

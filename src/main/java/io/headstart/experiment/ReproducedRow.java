package io.headstart.experiment;

import io.headstart.checkpoint.Manifest;
import io.headstart.config.Reproduction;
import io.headstart.config.Reproduction.Reported;
import io.headstart.config.Settings;
import io.headstart.metrics.Spread;
import io.headstart.report.ReproductionTable.Kind;
import io.headstart.report.ReproductionTable.Line;
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
  private static final String ERROR = " greatest relative error";

  private final Reproduction.Row row;
  private final Settings settings;
  private final KeptFigures kept;
  private final Context context;
  private final List<Line> lines = new ArrayList<>();

  private ReproducedRow(Reproduction.Row row, Settings settings, Path folder, Context context) {
    this.row = row;
    this.settings = settings;
    this.kept = new KeptFigures(folder);
    this.context = context;
  }

  /** Runs a row. */
  static ReproducedRow of(Reproduction.Row row, Settings settings, Path folder, Context context) {
    ReproducedRow reproduced = new ReproducedRow(row, settings, folder, context);
    switch (row.kind()) {
      case TRAIN -> reproduced.train();
      case SEARCH -> reproduced.search();
      case LR_RANGE -> reproduced.range();
      case GRADCHECK -> reproduced.gradients();
    }
    return reproduced;
  }

  /** Returns the row's figures. */
  List<Line> lines() {
    return lines;
  }

  private void train() {
    List<Long> seeds =
        LongStream.range(settings.headSeed(), settings.headSeed() + row.seeds()).boxed().toList();
    accuracies(Finished.train(TrainFlow.seeded(settings, seeds), context));
  }

  private void search() {
    accuracies(List.of(SearchFlow.run(settings, context).winner()));
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
    Spread accuracies = spread(runs, set, Manifest.Figures::accuracy);
    add(set + " accuracy", Kind.ACCURACY, images, percent.map(p -> p / 100), accuracies, seconds);
    if (loss.isPresent()) {
      Spread losses = spread(runs, set, Manifest.Figures::loss);
      add(set + " loss", Kind.LOSS, images, loss, losses, seconds);
    }
  }

  private static Spread spread(
      List<Manifest> runs, String set, Function<Manifest.Figures, Double> figure) {
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
    KeptFigures.Figures figures =
        kept.of(
            row.name(),
            settings,
            () -> {
              GradcheckFlow.Outcome outcome = GradcheckFlow.run(settings, context);
              Map<String, Double> values = new LinkedHashMap<>();
              for (GradientCheck.Result result : outcome.results()) {
                values.put(result.name() + ERROR, result.maximumRelativeError());
                values.put(result.name() + " gradient norm", result.gradientNorm());
              }
              return values;
            });
    // A row with a reported error asks whether gradients are right, another how large they are.
    boolean errors = row.reported().error().isPresent();
    figures
        .values()
        .forEach(
            (figure, value) -> {
              if (figure.endsWith(ERROR) == errors) {
                add(
                    figure,
                    errors ? Kind.ERROR : Kind.NORM,
                    settings.gradcheck().images(),
                    row.reported().error(),
                    Spread.of(List.of(value)),
                    figures.seconds());
              }
            });
  }

  private void range() {
    KeptFigures.Figures figures =
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

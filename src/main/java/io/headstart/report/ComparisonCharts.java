package io.headstart.report;

import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.report.RunFolder.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The curves of several runs over their epochs; {@link RunCharts} draws those of one. */
final class ComparisonCharts {
  /** The curves of one set of images; a run has one color, a set one stroke. */
  private record Images(
      String name,
      Stroke stroke,
      Function<Epoch, OptionalDouble> accuracy,
      Function<Epoch, OptionalDouble> loss) {}

  private static final List<Images> SETS =
      List.of(
          new Images(
              "validation",
              Stroke.SOLID,
              e -> RunCharts.percent(e.validationAccuracy()),
              Epoch::validationLoss),
          new Images(
              "test", Stroke.THIN, e -> RunCharts.percent(e.testAccuracy()), Epoch::testLoss),
          new Images(
              "train", Stroke.DASHED, e -> RunCharts.percent(e.trainAccuracy()), Epoch::trainLoss));

  private final List<RunFolder> runs;
  private final List<String> labels;
  private final List<Images> drawn;

  /** Prepares to draw runs, each with its label. */
  ComparisonCharts(List<RunFolder> runs, List<String> labels) {
    this.runs = runs;
    this.labels = labels;
    // Of many runs one set alone.
    long sets = runs.size() <= Palette.seriesColors() ? SETS.size() : 1;
    this.drawn = SETS.stream().filter(this::evaluated).limit(sets).toList();
  }

  /** Accuracies. */
  LineChart accuracy() {
    return chart(RunCharts.ACCURACY_AXIS, Images::accuracy, false);
  }

  /** Losses, without penalty. */
  LineChart loss() {
    return chart(RunCharts.LOSS_AXIS, Images::loss, true);
  }

  private LineChart chart(
      String axis,
      Function<Images, Function<Epoch, OptionalDouble>> figure,
      boolean mayBeLogarithmic) {
    List<Curve> curves = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      for (Images set : drawn) {
        // When the colors begin again, the lines are dashed.
        boolean again = run / Palette.seriesColors() % 2 == 1;
        Stroke stroke = again ? Stroke.DASHED : set.stroke;
        String name = labels.get(run) + " " + set.name;
        List<Epoch> history = runs.get(run).history();
        curves.add(RunCharts.curve(name, history, Epoch::epoch, figure.apply(set), run, stroke));
      }
    }
    return new LineChart("Epoch", axis, curves, mayBeLogarithmic);
  }

  private boolean evaluated(Images set) {
    return runs.stream()
        .flatMap(run -> run.history().stream())
        .anyMatch(epoch -> set.accuracy.apply(epoch).isPresent());
  }
}

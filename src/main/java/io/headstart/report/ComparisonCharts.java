package io.headstart.report;

import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.run.History;
import io.headstart.run.RunFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/** The curves of several runs over their epochs; {@link RunCharts} draws those of one. */
final class ComparisonCharts {
  /** The curves of one set of images; a run has one color, a set one stroke. */
  private record Images(String name, Stroke stroke) {
    OptionalDouble accuracy(History.Row row) {
      return RunCharts.percent(row.accuracy(name));
    }

    OptionalDouble loss(History.Row row) {
      return row.loss(name);
    }
  }

  private static final List<Images> SETS =
      List.of(
          new Images("validation", Stroke.SOLID),
          new Images("test", Stroke.THIN),
          new Images("train", Stroke.DASHED));

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
      BiFunction<Images, History.Row, OptionalDouble> figure,
      boolean mayBeLogarithmic) {
    List<Curve> curves = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      for (Images set : drawn) {
        // When the colors begin again, the lines are dashed.
        boolean again = run / Palette.seriesColors() % 2 == 1;
        Stroke stroke = again ? Stroke.DASHED : set.stroke;
        String name = labels.get(run) + " " + set.name;
        List<History.Row> history = runs.get(run).history().rows();
        curves.add(
            RunCharts.curve(
                name, history, History.Row::epoch, row -> figure.apply(set, row), run, stroke));
      }
    }
    return new LineChart("Epoch", axis, curves, mayBeLogarithmic);
  }

  private boolean evaluated(Images set) {
    return runs.stream()
        .flatMap(run -> run.history().rows().stream())
        .anyMatch(row -> set.accuracy(row).isPresent());
  }
}

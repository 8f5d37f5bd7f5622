package io.headstart.report;

import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.run.History;
import io.headstart.run.RunFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The curves of one run, over its epochs or over its updates. */
final class RunCharts {
  static final String LOSS_AXIS = "Cross-entropy (nats per image)";
  static final String ACCURACY_AXIS = "Accuracy (%)";

  /** Below this share of the loss, a cost is the loss itself, written twice. */
  private static final double SAME = 1e-6;

  private static final int TRAIN = 0;
  private static final int VALIDATION = 1;
  private static final int TEST = 2;

  private final List<History.Row> rows;
  private final String axis;
  private final ToDoubleFunction<History.Row> position;
  private final Optional<Integer> bestEpoch;

  private RunCharts(
      List<History.Row> rows,
      String axis,
      ToDoubleFunction<History.Row> position,
      Optional<Integer> bestEpoch) {
    this.rows = rows;
    this.axis = axis;
    this.position = position;
    this.bestEpoch = bestEpoch;
  }

  /** Returns the curves over epochs, with a mark at the one with the best validation accuracy. */
  static RunCharts overEpochs(RunFolder run) {
    return new RunCharts(
        run.history().rows(), "Epoch", History.Row::epoch, run.manifest().bestEpoch());
  }

  /** Returns the curves over epochs of a run that may be under way. */
  static RunCharts overEpochs(History history) {
    return new RunCharts(history.rows(), "Epoch", History.Row::epoch, Optional.empty());
  }

  /** Returns the curves over updates; empty where no rows within epochs were kept. */
  static RunCharts overUpdates(RunFolder run) {
    return new RunCharts(run.history().updates(), "Update", History.Row::updates, Optional.empty());
  }

  /** Losses; costs are dashed, and only there where they differ. */
  LineChart loss() {
    List<Curve> curves = new ArrayList<>();
    boolean trainEvaluated = rows.stream().anyMatch(row -> row.loss("train").isPresent());
    if (trainEvaluated) {
      curves.add(curve("train", row -> row.loss("train"), TRAIN, Stroke.SOLID));
    } else {
      curves.add(
          curve("train, batches", row -> OptionalDouble.of(row.batchLoss()), TRAIN, Stroke.SOLID));
    }
    curves.add(curve("validation", row -> row.loss("validation"), VALIDATION, Stroke.SOLID));
    curves.add(curve("test", row -> row.loss("test"), TEST, Stroke.SOLID));
    if (differ(row -> row.loss("train"), row -> row.cost("train"))) {
      curves.add(curve("train cost", row -> row.cost("train"), TRAIN, Stroke.DASHED));
    } else if (!trainEvaluated
        && differ(
            row -> OptionalDouble.of(row.batchLoss()), row -> OptionalDouble.of(row.batchCost()))) {
      curves.add(
          curve("cost, batches", row -> OptionalDouble.of(row.batchCost()), TRAIN, Stroke.DASHED));
    }
    if (differ(row -> row.loss("validation"), row -> row.cost("validation"))) {
      curves.add(
          curve("validation cost", row -> row.cost("validation"), VALIDATION, Stroke.DASHED));
    }
    return new LineChart(axis, LOSS_AXIS, curves, true);
  }

  /** Accuracies. */
  LineChart accuracy() {
    List<Curve> curves = new ArrayList<>();
    curves.add(curve("train", row -> percent(row.accuracy("train")), TRAIN, Stroke.SOLID));
    curves.add(
        curve("validation", row -> percent(row.accuracy("validation")), VALIDATION, Stroke.SOLID));
    curves.add(curve("test", row -> percent(row.accuracy("test")), TEST, Stroke.SOLID));
    bestEpoch.ifPresent(
        best ->
            curves.add(
                curve(
                    "best validation (epoch " + best + ")",
                    rows.stream().filter(row -> row.epoch() == best).toList(),
                    position,
                    row -> percent(row.accuracy("validation")),
                    VALIDATION,
                    Stroke.MARK)));
    return new LineChart(axis, ACCURACY_AXIS, curves, false);
  }

  /** The learning rate. */
  LineChart learningRate() {
    Curve rate =
        curve("learning rate", row -> OptionalDouble.of(row.learningRate()), 0, Stroke.SOLID);
    // A rate that is cut by a factor now and then is read on a logarithmic axis, others are not.
    boolean steps = 3 * Arrays.stream(rate.y()).distinct().count() <= rate.y().length;
    return new LineChart(axis, "Learning rate", List.of(rate), steps);
  }

  private Curve curve(
      String name, Function<History.Row, OptionalDouble> figure, int color, Stroke stroke) {
    return curve(name, rows, position, figure, color, stroke);
  }

  /** Returns a figure of rows as a curve. */
  static Curve curve(
      String name,
      List<History.Row> rows,
      ToDoubleFunction<History.Row> position,
      Function<History.Row, OptionalDouble> figure,
      int color,
      Stroke stroke) {
    return new Curve(
        name,
        rows.stream().mapToDouble(position).toArray(),
        rows.stream().mapToDouble(row -> figure.apply(row).orElse(Double.NaN)).toArray(),
        color,
        stroke);
  }

  static OptionalDouble percent(OptionalDouble fraction) {
    return fraction.isPresent() ? OptionalDouble.of(100 * fraction.getAsDouble()) : fraction;
  }

  private boolean differ(
      Function<History.Row, OptionalDouble> loss, Function<History.Row, OptionalDouble> cost) {
    return rows.stream()
        .anyMatch(
            row -> {
              double l = loss.apply(row).orElse(Double.NaN);
              return Math.abs(cost.apply(row).orElse(Double.NaN) - l) > SAME * Math.abs(l);
            });
  }
}

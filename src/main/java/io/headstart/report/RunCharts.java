package io.headstart.report;

import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.report.RunFolder.Epoch;
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

  private final List<Epoch> rows;
  private final String axis;
  private final ToDoubleFunction<Epoch> position;
  private final Optional<Integer> bestEpoch;

  private RunCharts(
      List<Epoch> rows,
      String axis,
      ToDoubleFunction<Epoch> position,
      Optional<Integer> bestEpoch) {
    this.rows = rows;
    this.axis = axis;
    this.position = position;
    this.bestEpoch = bestEpoch;
  }

  /** Returns the curves over epochs, with a mark at the epoch whose weights were kept. */
  static RunCharts overEpochs(RunFolder run) {
    return new RunCharts(run.history(), "Epoch", Epoch::epoch, run.manifest().bestEpoch());
  }

  /** Returns the curves over updates; empty where no rows within epochs were kept. */
  static RunCharts overUpdates(RunFolder run) {
    return new RunCharts(run.updates(), "Update", Epoch::updates, Optional.empty());
  }

  /** Losses; costs are dashed, and only there where they differ. */
  LineChart loss() {
    List<Curve> curves = new ArrayList<>();
    boolean trainEvaluated = rows.stream().anyMatch(e -> e.trainLoss().isPresent());
    if (trainEvaluated) {
      curves.add(curve("train", Epoch::trainLoss, TRAIN, Stroke.SOLID));
    } else {
      curves.add(curve("train, batches", Epoch::batchLoss, TRAIN, Stroke.SOLID));
    }
    curves.add(curve("validation", Epoch::validationLoss, VALIDATION, Stroke.SOLID));
    curves.add(curve("test", Epoch::testLoss, TEST, Stroke.SOLID));
    if (differ(Epoch::trainLoss, Epoch::trainCost)) {
      curves.add(curve("train cost", Epoch::trainCost, TRAIN, Stroke.DASHED));
    } else if (!trainEvaluated && differ(Epoch::batchLoss, Epoch::batchCost)) {
      curves.add(curve("cost, batches", Epoch::batchCost, TRAIN, Stroke.DASHED));
    }
    if (differ(Epoch::validationLoss, Epoch::validationCost)) {
      curves.add(curve("validation cost", Epoch::validationCost, VALIDATION, Stroke.DASHED));
    }
    return new LineChart(axis, LOSS_AXIS, curves, true);
  }

  /** Accuracies. */
  LineChart accuracy() {
    List<Curve> curves = new ArrayList<>();
    curves.add(curve("train", e -> percent(e.trainAccuracy()), TRAIN, Stroke.SOLID));
    curves.add(curve("validation", e -> percent(e.validationAccuracy()), VALIDATION, Stroke.SOLID));
    curves.add(curve("test", e -> percent(e.testAccuracy()), TEST, Stroke.SOLID));
    bestEpoch.ifPresent(
        best ->
            curves.add(
                curve(
                    "best validation (epoch " + best + ")",
                    rows.stream().filter(e -> e.epoch() == best).toList(),
                    position,
                    e -> percent(e.validationAccuracy()),
                    VALIDATION,
                    Stroke.MARK)));
    return new LineChart(axis, ACCURACY_AXIS, curves, false);
  }

  /** The learning rate. */
  LineChart learningRate() {
    Curve rate = curve("learning rate", Epoch::learningRate, 0, Stroke.SOLID);
    // A rate that is cut by a factor now and then is read on a logarithmic axis, others are not.
    boolean steps = 3 * Arrays.stream(rate.y()).distinct().count() <= rate.y().length;
    return new LineChart(axis, "Learning rate", List.of(rate), steps);
  }

  private Curve curve(
      String name, Function<Epoch, OptionalDouble> figure, int color, Stroke stroke) {
    return curve(name, rows, position, figure, color, stroke);
  }

  /** Returns a figure of rows as a curve. */
  static Curve curve(
      String name,
      List<Epoch> rows,
      ToDoubleFunction<Epoch> position,
      Function<Epoch, OptionalDouble> figure,
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
      Function<Epoch, OptionalDouble> loss, Function<Epoch, OptionalDouble> cost) {
    return rows.stream()
        .anyMatch(
            row -> {
              double l = loss.apply(row).orElse(Double.NaN);
              return Math.abs(cost.apply(row).orElse(Double.NaN) - l) > SAME * Math.abs(l);
            });
  }
}

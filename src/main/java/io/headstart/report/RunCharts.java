package io.headstart.report;

import io.headstart.report.LineChart.Curve;
import io.headstart.report.LineChart.Stroke;
import io.headstart.report.RunFolder.Epoch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The curves of one run. */
final class RunCharts {
  static final String LOSS_AXIS = "Cross-entropy (nats per image)";
  static final String ACCURACY_AXIS = "Accuracy (%)";

  /** Below this share of the loss, a cost is the loss itself, written twice. */
  private static final double SAME = 1e-6;

  private static final int TRAIN = 0;
  private static final int VALIDATION = 1;
  private static final int TEST = 2;

  private RunCharts() {}

  /** Losses over epochs; costs are dashed, and only there where they differ. */
  static LineChart loss(RunFolder run) {
    List<Epoch> history = run.history();
    List<Curve> curves = new ArrayList<>();
    boolean trainEvaluated = history.stream().anyMatch(e -> e.trainLoss().isPresent());
    if (trainEvaluated) {
      curves.add(curve("train", history, Epoch::trainLoss, TRAIN, Stroke.SOLID));
    } else {
      curves.add(curve("train, batches", history, Epoch::batchLoss, TRAIN, Stroke.SOLID));
    }
    curves.add(curve("validation", history, Epoch::validationLoss, VALIDATION, Stroke.SOLID));
    curves.add(curve("test", history, Epoch::testLoss, TEST, Stroke.SOLID));
    if (differ(history, Epoch::trainLoss, Epoch::trainCost)) {
      curves.add(curve("train cost", history, Epoch::trainCost, TRAIN, Stroke.DASHED));
    } else if (!trainEvaluated && differ(history, Epoch::batchLoss, Epoch::batchCost)) {
      curves.add(curve("cost, batches", history, Epoch::batchCost, TRAIN, Stroke.DASHED));
    }
    if (differ(history, Epoch::validationLoss, Epoch::validationCost)) {
      curves.add(
          curve("validation cost", history, Epoch::validationCost, VALIDATION, Stroke.DASHED));
    }
    return new LineChart("Epoch", LOSS_AXIS, curves, true);
  }

  /** Accuracies over epochs, with a mark at the epoch whose weights were kept. */
  static LineChart accuracy(RunFolder run) {
    List<Epoch> history = run.history();
    List<Curve> curves = new ArrayList<>();
    curves.add(curve("train", history, e -> percent(e.trainAccuracy()), TRAIN, Stroke.SOLID));
    curves.add(
        curve(
            "validation", history, e -> percent(e.validationAccuracy()), VALIDATION, Stroke.SOLID));
    curves.add(curve("test", history, e -> percent(e.testAccuracy()), TEST, Stroke.SOLID));
    run.manifest()
        .bestEpoch()
        .ifPresent(
            best ->
                curves.add(
                    curve(
                        "best validation (epoch " + best + ")",
                        history.stream().filter(e -> e.epoch() == best).toList(),
                        e -> percent(e.validationAccuracy()),
                        VALIDATION,
                        Stroke.MARK)));
    return new LineChart("Epoch", ACCURACY_AXIS, curves, false);
  }

  /** The learning rate: over updates if they were logged, for cycles are shorter than epochs. */
  static LineChart learningRate(RunFolder run) {
    String name = "learning rate";
    Curve updates =
        new Curve(name, run.updates().update(), run.updates().learningRate(), 0, Stroke.SOLID);
    if (!updates.isEmpty()) {
      return new LineChart("Update", "Learning rate", List.of(updates), false);
    }
    Curve epochs = curve(name, run.history(), Epoch::learningRate, 0, Stroke.SOLID);
    // A rate that is cut by a factor now and then is read on a logarithmic axis, others are not.
    boolean steps = 3 * Arrays.stream(epochs.y()).distinct().count() <= epochs.y().length;
    return new LineChart("Epoch", "Learning rate", List.of(epochs), steps);
  }

  /** The loss of logged batches, if they were logged. */
  static LineChart batchLoss(RunFolder run) {
    Curve curve =
        new Curve("batch loss", run.updates().update(), run.updates().batchLoss(), 0, Stroke.THIN);
    return new LineChart("Update", LOSS_AXIS, List.of(curve), true);
  }

  static Curve curve(
      String name,
      List<Epoch> history,
      Function<Epoch, OptionalDouble> figure,
      int color,
      Stroke stroke) {
    return new Curve(
        name,
        history.stream().mapToDouble(Epoch::epoch).toArray(),
        history.stream().mapToDouble(epoch -> figure.apply(epoch).orElse(Double.NaN)).toArray(),
        color,
        stroke);
  }

  static OptionalDouble percent(OptionalDouble fraction) {
    return fraction.isPresent() ? OptionalDouble.of(100 * fraction.getAsDouble()) : fraction;
  }

  private static boolean differ(
      List<Epoch> history,
      Function<Epoch, OptionalDouble> loss,
      Function<Epoch, OptionalDouble> cost) {
    return history.stream()
        .anyMatch(
            epoch -> {
              double l = loss.apply(epoch).orElse(Double.NaN);
              return Math.abs(cost.apply(epoch).orElse(Double.NaN) - l) > SAME * Math.abs(l);
            });
  }
}

package io.headstart.train;

import io.headstart.Progress;
import io.headstart.config.TrainSettings;
import io.headstart.config.TrainSettings.Curve;
import io.headstart.config.TrainSettings.EarlyStopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains heads epoch by epoch: evaluates what is asked for, remembers the best weights, stops
 * early, hands out a state after every epoch.
 */
public final class TrainingLoop {
  private final HeadTrainer trainer;
  private final TrainSettings settings;
  private final Sets sets;
  private final Progress progress;
  private final History[] histories;
  private final float[][] best;
  private final int[] bestEpoch;
  private final double[] bestAccuracy;

  /** What may be evaluated after an epoch; each empty when there is no such set. */
  public record Sets(
      Optional<EvaluationData> train,
      Optional<EvaluationData> validation,
      Optional<EvaluationData> test) {}

  /** Receives the state of every head after an epoch. */
  @FunctionalInterface
  public interface StateSink {
    /** Called after every epoch, with one state a head. */
    void accept(List<TrainingState> states);
  }

  /**
   * Prepares a loop.
   *
   * @param settings of the first head; what the loop needs of them is equal for all
   */
  public TrainingLoop(HeadTrainer trainer, TrainSettings settings, Sets sets, Progress progress) {
    this.trainer = trainer;
    this.settings = settings;
    this.sets = sets;
    this.progress = progress;
    int heads = trainer.heads();
    this.histories = new History[heads];
    this.best = new float[heads][0];
    this.bestEpoch = new int[heads];
    this.bestAccuracy = new double[heads];
    for (int k = 0; k < heads; k++) {
      histories[k] = new History(List.of());
      bestAccuracy[k] = -1;
    }
  }

  /** Goes on after a state that an earlier loop handed out. */
  public void resume(int head, TrainingState state) {
    trainer.restore(head, state.head());
    histories[head] = state.history();
    best[head] = state.best();
    bestEpoch[head] = state.bestEpoch();
    bestAccuracy[head] = state.bestAccuracy();
  }

  /**
   * Trains from the epoch after the last complete one to the last, or until no head improves any
   * more, or until asked to stop.
   *
   * @param stop asked after every epoch
   * @return the states after the last epoch trained
   */
  public List<TrainingState> run(StateSink sink, BooleanSupplier stop) {
    int epoch = histories[0].rows().size();
    try (Progress.Task task = progress.task("training", "epochs", settings.epochs())) {
      while (epoch < settings.epochs() && !finished(epoch) && !stop.getAsBoolean()) {
        epoch++;
        train(epoch);
        task.done(epoch);
        sink.accept(states(epoch));
      }
    }
    return states(epoch);
  }

  private void train(int epoch) {
    int updates = trainer.updatesPerEpoch();
    long before = (long) (epoch - 1) * updates;
    int every = settings.logEvery().orElse(updates);
    double[] losses =
        trainer.epoch(
            epoch,
            Math.min(every, updates),
            (done, batch) -> {
              if (settings.logEvery().isPresent() && done % every == 0) {
                progress.line(
                    String.format(
                        Locale.ROOT,
                        "Epoch [%d/%d], Step [%d/%d], Loss: %.4f",
                        epoch,
                        settings.epochs(),
                        done,
                        updates,
                        batch[batch.length - 1][0]));
              }
            });
    double[] penalties = trainer.penalties();
    double[][] train = evaluate(sets.train(), Curve.TRAIN);
    double[][] validation = evaluate(sets.validation(), Curve.VALIDATION);
    double[][] test = evaluate(sets.test(), Curve.TEST);
    for (int k = 0; k < trainer.heads(); k++) {
      History.Row row =
          new History.Row(
              epoch,
              (long) epoch * updates,
              trainer.rate(k, before + updates - 1),
              losses[k],
              losses[k] + penalties[k],
              figures(train, penalties, k),
              figures(validation, penalties, k),
              figures(test, penalties, k));
      histories[k] = histories[k].with(row);
      remember(k, row);
    }
    progress.line(line(histories[0].rows().get(epoch - 1)));
  }

  private double[][] evaluate(Optional<EvaluationData> set, Curve curve) {
    boolean wanted =
        settings.curves().contains(curve)
            || (curve == Curve.VALIDATION && settings.earlyStopping().isPresent());
    return wanted && set.isPresent() ? trainer.evaluate(set.get()) : new double[0][];
  }

  private static History.Figures figures(double[][] values, double[] penalties, int head) {
    return values.length == 0
        ? History.Figures.NONE
        : History.Figures.of(values[head][0], penalties[head], values[head][1]);
  }

  private void remember(int head, History.Row row) {
    double delta = settings.earlyStopping().map(EarlyStopping::minimumDelta).orElse(0.0);
    row.validation()
        .accuracy()
        .ifPresent(
            accuracy -> {
              // The first accuracy always counts: bestAccuracy starts below any delta's reach.
              if (bestEpoch[head] == 0 || accuracy > bestAccuracy[head] + delta) {
                bestAccuracy[head] = accuracy;
                bestEpoch[head] = row.epoch();
                best[head] = trainer.weights(head);
              }
            });
  }

  /** Says whether every head has gone without a rise for longer than the patience. */
  private boolean finished(int epoch) {
    if (settings.earlyStopping().isEmpty()) {
      return false;
    }
    int patience = settings.earlyStopping().get().patience();
    for (int at : bestEpoch) {
      if (epoch - at < patience) {
        return false;
      }
    }
    return epoch > 0;
  }

  private List<TrainingState> states(int epoch) {
    List<TrainingState> states = new ArrayList<>();
    for (int k = 0; k < trainer.heads(); k++) {
      states.add(
          new TrainingState(
              epoch, trainer.state(k), best[k], bestEpoch[k], bestAccuracy[k], histories[k]));
    }
    return states;
  }

  private String line(History.Row row) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "epoch %d/%d  loss %.4f",
            row.epoch(),
            settings.epochs(),
            row.batchLoss()));
    append(text, "train", row.train());
    append(text, "validation", row.validation());
    append(text, "test", row.test());
    text.append(String.format(Locale.ROOT, "  rate %.3g", row.learningRate()));
    return text.toString();
  }

  private static void append(StringBuilder text, String name, History.Figures figures) {
    if (figures.accuracy().isPresent()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %s %.2f %% (loss %.4f)",
              name,
              100 * figures.accuracy().getAsDouble(),
              figures.loss().getAsDouble()));
    }
  }
}

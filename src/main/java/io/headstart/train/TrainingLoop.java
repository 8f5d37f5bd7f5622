package io.headstart.train;

import io.headstart.Progress;
import io.headstart.config.TrainSettings;
import io.headstart.config.TrainSettings.Curve;
import io.headstart.config.TrainSettings.EarlyStopping;
import io.headstart.metrics.Evaluation;
import io.headstart.run.History;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains heads epoch by epoch: evaluates what is asked for, remembers the best weights, stops
 * early, hands out a state after every epoch.
 */
public final class TrainingLoop {
  private static final String VALIDATION = "validation";

  private final HeadTrainer trainer;
  private final TrainSettings settings;
  private final Sets sets;
  private final Progress progress;
  private final History[] histories;
  private final float[][] best;
  private final int[] bestEpoch;
  private final double[] bestAccuracy;
  private int epoch;

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
      histories[k] = History.NONE;
      bestAccuracy[k] = -1;
    }
  }

  /** Goes on after a state that an earlier loop handed out. */
  public void resume(int head, TrainingState state) {
    trainer.restore(head, state.head());
    histories[head] = state.history();
    epoch = state.epoch();
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
    Since since = new Since(trainer.heads());
    double[] losses =
        trainer.epoch(
            epoch,
            Math.min(listenEvery(updates), updates),
            (done, batches) -> {
              since.add(batches);
              log(epoch, done, batches[batches.length - 1][0]);
              int every = settings.curveUpdates().orElse(Integer.MAX_VALUE);
              if (done % every == 0 || (done == updates && every < Integer.MAX_VALUE)) {
                History.Row[] rows = rows(epoch, before + done, since.means());
                for (int k = 0; k < rows.length; k++) {
                  histories[k] = histories[k].withUpdate(rows[k]);
                }
              }
            });
    History.Row[] rows = rows(epoch, before + updates, losses);
    for (int k = 0; k < rows.length; k++) {
      histories[k] = histories[k].with(rows[k]);
      remember(k, rows[k]);
    }
    progress.line(rows[0].line(settings.epochs()));
  }

  /** Returns the greatest number of updates after which all that was asked for can be heard. */
  private int listenEvery(int updates) {
    int log = settings.logEvery().orElse(0);
    int curve = settings.curveUpdates().orElse(0);
    int both = BigInteger.valueOf(log).gcd(BigInteger.valueOf(curve)).intValue();
    return both == 0 ? updates : both;
  }

  private void log(int epoch, int done, double loss) {
    if (settings.logEvery().isPresent() && done % settings.logEvery().get() == 0) {
      progress.line(
          String.format(
              Locale.ROOT,
              "Epoch [%d/%d], Step [%d/%d], Loss: %.4f",
              epoch,
              settings.epochs(),
              done,
              trainer.updatesPerEpoch(),
              loss));
    }
  }

  /** Evaluates what is asked for and puts it beside the batches' losses; one row a head. */
  private History.Row[] rows(int epoch, long updates, double[] losses) {
    double[] penalties = trainer.penalties();
    Map<String, List<Evaluation>> evaluated = new LinkedHashMap<>();
    evaluate(evaluated, "train", sets.train(), Curve.TRAIN);
    evaluate(evaluated, VALIDATION, sets.validation(), Curve.VALIDATION);
    evaluate(evaluated, "test", sets.test(), Curve.TEST);
    History.Row[] rows = new History.Row[trainer.heads()];
    for (int k = 0; k < rows.length; k++) {
      int head = k;
      Map<String, History.Evaluated> figures = new LinkedHashMap<>();
      evaluated.forEach(
          (set, heads) ->
              figures.put(set, History.Evaluated.of(heads.get(head).figures(), penalties[head])));
      rows[k] =
          new History.Row(
              epoch,
              updates,
              trainer.rate(k, updates - 1),
              losses[k],
              losses[k] + penalties[k],
              figures);
    }
    return rows;
  }

  /** The batches' losses since the last row within an epoch. */
  private static final class Since {
    private final double[] sums;
    private int batches;

    Since(int heads) {
      sums = new double[heads];
    }

    void add(float[][] losses) {
      for (float[] batch : losses) {
        for (int k = 0; k < sums.length; k++) {
          sums[k] += batch[k];
        }
      }
      batches += losses.length;
    }

    double[] means() {
      double[] means = Arrays.stream(sums).map(sum -> sum / batches).toArray();
      Arrays.fill(sums, 0);
      batches = 0;
      return means;
    }
  }

  private void evaluate(
      Map<String, List<Evaluation>> evaluated,
      String name,
      Optional<EvaluationData> set,
      Curve curve) {
    boolean wanted =
        settings.curves().contains(curve)
            || (curve == Curve.VALIDATION && settings.earlyStopping().isPresent());
    if (wanted && set.isPresent()) {
      evaluated.put(name, trainer.evaluate(set.get()));
    }
  }

  private void remember(int head, History.Row row) {
    if (outOfPatience(head, row.epoch() - 1)) {
      return; // Trained on only for the others' sake: alone it would have ended here.
    }
    double delta = settings.earlyStopping().map(EarlyStopping::minimumDelta).orElse(0.0);
    row.accuracy(VALIDATION)
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

  /** Says whether every head has gone without a rise for as long as the patience. */
  private boolean finished(int epoch) {
    for (int k = 0; k < bestEpoch.length; k++) {
      if (!outOfPatience(k, epoch)) {
        return false;
      }
    }
    return true;
  }

  private boolean outOfPatience(int head, int epoch) {
    return epoch > 0
        && settings
            .earlyStopping()
            .map(stopping -> epoch - bestEpoch[head] >= stopping.patience())
            .orElse(false);
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
}

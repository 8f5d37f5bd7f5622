package io.headstart.config;

import io.headstart.optimizer.Optimizer;
import io.headstart.schedule.LearningRate;
import io.headstart.schedule.Schedule;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;

/** How the head is trained. */
public record TrainSettings(
    @Setting(
            "Seed of the head: first weights, order of the images, dropout; null takes the run's seed,"
                + " from which split and augmented copies derive in any case.")
        Optional<Long> seed,
    @Setting(value = "Passes over the training images.", min = 0, max = 1_000_000) int epochs,
    @Setting(value = "Images an update; the last batch of an epoch may be smaller.", min = 1)
        int batchSize,
    @Setting(value = "Learning rate before the schedule.", min = 0, above = true)
        double learningRate,
    @Setting("The rule of an update.") Optimizer optimizer,
    @Setting(value = "Penalty on the weights, added to the loss.", min = 0) double l2,
    @Setting("half: l2/2 * ||W||^2 (PyTorch's weight_decay); full: l2 * ||W||^2.") L2Form l2Form,
    @Setting("Whether the penalty counts biases too.") boolean l2Biases,
    @Setting(value = "The gradient's norm is cut to this; null leaves it.", min = 0, above = true)
        Optional<Double> clipNorm,
    @Setting("How the learning rate changes.") Schedule schedule,
    @Setting(value = "Share of the target spread over all classes.", min = 0, max = 1, below = true)
        double labelSmoothing,
    @Setting(
            value = "Feature mixup: alpha of the Beta distribution; null for none.",
            min = 0,
            above = true)
        Optional<Double> mixup,
    @Setting("Gaussian noise on some images of each batch; null for none.") Optional<Noise> noise,
    @Setting(
            value =
                "Weights of the classes in the loss: none, balanced (inverse frequency), or a map"
                    + " such as {ant: 2, bee: 1}, 1 for classes not in it.",
            min = 0,
            above = true)
        ClassWeights classWeights,
    @Setting(
            "Which images an epoch visits: each once, or balanced: as many as there are, drawn so"
                + " that every class comes equally often.")
        Sampling sampling,
    @Setting(
            value =
                "Logit adjustment for classes of unequal size (Menon et al. 2021): tau times the"
                    + " logarithm of a class's share is added to its output while training; 0: none. With balanced sampling it would"
                    + " correct twice.",
            min = 0)
        double logitAdjustment,
    @Setting("Stops when validation accuracy no longer rises; null trains all epochs.")
        Optional<EarlyStopping> earlyStopping,
    @Setting("Whether each epoch sees the images in a new order.") boolean shuffle,
    @Setting(
            "What is evaluated after every epoch: train, validation, test. Test figures are only"
                + " drawn, never used for a choice.")
        List<Curve> curves,
    @Setting(
            value =
                "The same within each epoch, every so many updates: for curves over updates, in"
                    + " updates.csv; null: none.",
            min = 1)
        Optional<Integer> curveUpdates,
    @Setting(
            value = "A line with the loss every so many updates, as the course prints; null: none.",
            min = 1)
        Optional<Integer> logEvery,
    @Setting(value = "Threads of the training; null chooses by the size of a step.", min = 1)
        Optional<Integer> threads) {

  /** The two conventions of writing an L2 penalty. */
  public enum L2Form {
    HALF,
    FULL
  }

  /** What may be evaluated after every epoch. */
  public enum Curve {
    TRAIN,
    VALIDATION,
    TEST
  }

  /** Which images an epoch visits. */
  public enum Sampling {
    EACH,
    BALANCED
  }

  /** Gaussian noise on some images of each batch. */
  public record Noise(
      @Setting(value = "Deviation, in units of the features.", min = 0, above = true)
          double deviation,
      @Setting(value = "Share of each batch that gets it.", min = 0, max = 1) double share) {
    static Noise defaults() {
      return new Noise(0.01, 0.1);
    }
  }

  /** When to stop early; the best weights by validation accuracy are then kept. */
  public record EarlyStopping(
      @Setting(value = "Epochs without a rise before stopping.", min = 1) int patience,
      @Setting(value = "A rise of validation accuracy below this does not count.", min = 0)
          double minimumDelta) {
    static EarlyStopping defaults() {
      return new EarlyStopping(10, 0);
    }
  }

  /**
   * Returns the learning rate over the run.
   *
   * @param updatesPerEpoch batches an epoch, 1 or more
   */
  public LearningRate learningRates(long updatesPerEpoch) {
    return schedule.over(learningRate, epochs, updatesPerEpoch);
  }

  /**
   * Returns these settings with everything blanked out that heads training together may differ in:
   * seed, learning rate, schedule, penalty, the strength of mixup, and what is only printed.
   */
  public TrainSettings sharedByHeads() {
    return new TrainSettings(
        Optional.empty(),
        epochs,
        batchSize,
        1,
        optimizer.withoutDecay(),
        0,
        L2Form.HALF,
        false,
        clipNorm,
        Schedule.defaults(),
        labelSmoothing,
        mixup.map(alpha -> 1.0),
        noise,
        classWeights,
        sampling,
        logitAdjustment,
        earlyStopping,
        shuffle,
        curves,
        curveUpdates,
        Optional.empty(),
        Optional.empty());
  }

  /** Returns these settings with a seed of the head. */
  public TrainSettings withSeed(Optional<Long> value) {
    return RecordCopy.with(this, "seed", value);
  }

  /** Returns these settings with another number of epochs. */
  public TrainSettings withEpochs(int value) {
    return RecordCopy.with(this, "epochs", value);
  }

  /** Returns these settings with another optimizer. */
  public TrainSettings withOptimizer(Optimizer value) {
    return RecordCopy.with(this, "optimizer", value);
  }

  /** Returns these settings with another schedule. */
  public TrainSettings withSchedule(Schedule value) {
    return RecordCopy.with(this, "schedule", value);
  }

  /** Returns these settings with other curves. */
  public TrainSettings withCurves(List<Curve> value) {
    return RecordCopy.with(this, "curves", value);
  }

  /** Returns these settings without stopping early. */
  public TrainSettings withoutEarlyStopping() {
    return RecordCopy.with(this, "earlyStopping", Optional.empty());
  }

  /**
   * Returns these settings without anything that keeps a head from learning its images by heart.
   */
  public TrainSettings withoutRegularization() {
    TrainSettings plain = RecordCopy.with(this, "labelSmoothing", 0.0);
    plain = RecordCopy.with(plain, "mixup", Optional.empty());
    plain = RecordCopy.with(plain, "noise", Optional.empty());
    return RecordCopy.with(plain, "l2", 0.0)
        .withOptimizer(optimizer.withoutDecay())
        .withoutEarlyStopping();
  }

  static TrainSettings defaults() {
    return new TrainSettings(
        Optional.empty(),
        20,
        64,
        0.01,
        Optimizer.defaults(),
        0,
        L2Form.HALF,
        false,
        Optional.empty(),
        Schedule.defaults(),
        0,
        Optional.empty(),
        Optional.empty(),
        ClassWeights.NONE,
        Sampling.EACH,
        0,
        Optional.empty(),
        true,
        List.of(Curve.VALIDATION),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}

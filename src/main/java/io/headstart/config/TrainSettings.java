package io.headstart.config;

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
    @Setting("The rule of an update.") Optimizer optimizer,
    @Setting(value = "Learning rate before the schedule.", min = 0, above = true)
        double learningRate,
    @Setting(value = "momentum, nesterov: share of the last update kept.", min = 0, max = 1)
        double momentum,
    @Setting(value = "adam, adamw: decay of the gradient's mean.", min = 0, max = 1, below = true)
        double beta1,
    @Setting(
            value = "adam, adamw: decay of the squared gradient's mean; rmsprop: the same.",
            min = 0,
            max = 1,
            below = true)
        double beta2,
    @Setting(value = "adam, adamw, rmsprop: added to the divisor.", min = 0, above = true)
        double epsilon,
    @Setting(value = "Penalty on the weights, added to the loss.", min = 0) double l2,
    @Setting("half: l2/2 * ||W||^2 (PyTorch's weight_decay); full: l2 * ||W||^2.") L2Form l2Form,
    @Setting("Whether the penalty counts biases too.") boolean l2Biases,
    @Setting(
            value = "adamw only: decoupled decay of the weights (and biases, with l2-biases).",
            min = 0)
        double weightDecay,
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
    @Setting("Weights of the classes in the loss: none, or balanced (inverse frequency).")
        ClassWeights classWeights,
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

  /** The rules of an update. */
  public enum Optimizer {
    SGD,
    MOMENTUM,
    NESTEROV,
    ADAM,
    ADAMW,
    RMSPROP
  }

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

  /** Weights of the classes in the loss. */
  public enum ClassWeights {
    NONE,
    BALANCED
  }

  /** The shapes of a learning rate over time. */
  public enum ScheduleType {
    CONSTANT,
    STEP,
    MULTI_STEP,
    EXPONENTIAL,
    COSINE,
    ONE_CYCLE,
    TRIANGULAR,
    LINEAR,
    GEOMETRIC
  }

  /** What a schedule counts in. */
  public enum Unit {
    EPOCH,
    UPDATE
  }

  /** How the learning rate changes. */
  public record Schedule(
      @Setting(
              "constant; step: times factor every so many units; multi-step: times factor at each"
                  + " milestone; exponential: times factor each unit; cosine: down to minimum;"
                  + " one-cycle: up to learning-rate and down again; triangular: between minimum"
                  + " and maximum; linear, geometric: from minimum to maximum over the run, by the same"
                  + " amount or the same factor each time.")
          ScheduleType type,
      @Setting("What every, milestones and warm-up count, and how often the rate changes.")
          Unit unit,
      @Setting(value = "step: units between two cuts.", min = 1) int every,
      @Setting(value = "step, multi-step, exponential: the factor.", min = 0, above = true)
          double factor,
      @Setting(value = "multi-step: the units at which the rate is cut.", min = 1)
          List<Integer> milestones,
      @Setting(
              value = "cosine, one-cycle, triangular, linear, geometric: the lowest rate.",
              min = 0)
          double minimum,
      @Setting(value = "triangular, linear, geometric: the highest rate.", min = 0, above = true)
          double maximum,
      @Setting(value = "triangular: updates from minimum to maximum.", min = 1) int halfCycle,
      @Setting(
              value = "Units over which the rate first rises linearly from 0; not with cycles.",
              min = 0)
          int warmup) {
    static Schedule defaults() {
      return new Schedule(ScheduleType.CONSTANT, Unit.EPOCH, 1, 0.1, List.of(), 0, 0.1, 500, 0);
    }

    /** Settings that belong together. */
    public Schedule {
      if (type == ScheduleType.MULTI_STEP && milestones.isEmpty()) {
        throw new InvalidSetting("milestones", "none", "at least one for multi-step");
      }
      boolean ranges =
          type == ScheduleType.TRIANGULAR
              || type == ScheduleType.LINEAR
              || type == ScheduleType.GEOMETRIC;
      if (ranges && minimum > maximum) {
        throw new InvalidSetting(
            "minimum", minimum + " above maximum " + maximum, "minimum <= maximum");
      }
      if (type == ScheduleType.GEOMETRIC && minimum <= 0) {
        throw new InvalidSetting("minimum", minimum + "", "above 0 for geometric");
      }
      if (warmup > 0 && (type == ScheduleType.TRIANGULAR || type == ScheduleType.ONE_CYCLE)) {
        throw new InvalidSetting("warmup", warmup + " with a cycle", "0");
      }
    }
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

  /** Settings that belong together. */
  public TrainSettings {
    if (weightDecay > 0 && optimizer != Optimizer.ADAMW) {
      throw new InvalidSetting(
          "weight-decay",
          weightDecay + " with " + Shape.kebab(optimizer),
          "0, or adamw; l2 is the penalty of the other optimizers");
    }
  }

  static TrainSettings defaults() {
    return new TrainSettings(
        Optional.empty(),
        20,
        64,
        Optimizer.SGD,
        0.01,
        0.9,
        0.9,
        0.999,
        1e-8,
        0,
        L2Form.HALF,
        false,
        0,
        Optional.empty(),
        Schedule.defaults(),
        0,
        Optional.empty(),
        Optional.empty(),
        ClassWeights.NONE,
        Optional.empty(),
        true,
        List.of(Curve.VALIDATION),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}

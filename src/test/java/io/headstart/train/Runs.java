package io.headstart.train;

import io.headstart.config.ClassWeights;
import io.headstart.config.ModelSettings;
import io.headstart.config.Settings;
import io.headstart.config.TrainSettings;
import io.headstart.optimizer.Optimizer;
import io.headstart.optimizer.Sgd;
import io.headstart.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the settings of a head for tests, from the defaults. */
final class Runs {
  private int epochs = 1;
  private int batch = 4;
  private final Optimizer optimizer;
  private final double rate;
  private boolean shuffle = true;
  private double dropout;
  private double l2;
  private TrainSettings.L2Form l2Form = TrainSettings.L2Form.HALF;
  private Schedule schedule = Schedule.defaults();
  private double smoothing;
  private Optional<Double> mixup = Optional.empty();
  private Optional<Double> clip = Optional.empty();
  private Optional<TrainSettings.Noise> noise = Optional.empty();
  private Optional<Integer> curveUpdates = Optional.empty();
  private Optional<TrainSettings.EarlyStopping> earlyStopping = Optional.empty();
  private TrainSettings.Sampling sampling = TrainSettings.Sampling.EACH;
  private double logitAdjustment;
  private ClassWeights classWeights = ClassWeights.NONE;

  private Runs(Optimizer optimizer, double rate) {
    this.optimizer = optimizer;
    this.rate = rate;
  }

  static Runs sgd(double rate) {
    return new Runs(Sgd.defaults(), rate);
  }

  static Runs of(Optimizer optimizer, double rate) {
    return new Runs(optimizer, rate);
  }

  /** Returns every optimizer there is, with the defaults of its keys. */
  static Stream<Optimizer> optimizers() {
    return Stream.of(Optimizer.class.getPermittedSubclasses())
        .map(
            type -> {
              try {
                return (Optimizer) type.getMethod("defaults").invoke(null);
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  Runs curveUpdates(int value) {
    curveUpdates = Optional.of(value);
    return this;
  }

  Runs patience(int value) {
    earlyStopping = Optional.of(new TrainSettings.EarlyStopping(value, 0));
    return this;
  }

  Runs epochs(int value) {
    epochs = value;
    return this;
  }

  Runs batch(int value) {
    batch = value;
    return this;
  }

  Runs shuffle(boolean value) {
    shuffle = value;
    return this;
  }

  Runs dropout(double value) {
    dropout = value;
    return this;
  }

  Runs l2(double value) {
    l2 = value;
    return this;
  }

  Runs l2(double value, TrainSettings.L2Form form) {
    l2Form = form;
    return l2(value);
  }

  Runs schedule(Schedule value) {
    schedule = value;
    return this;
  }

  Runs smoothing(double value) {
    smoothing = value;
    return this;
  }

  Runs mixup(double alpha) {
    mixup = Optional.of(alpha);
    return this;
  }

  Runs clip(double norm) {
    clip = Optional.of(norm);
    return this;
  }

  Runs noise(double deviation, double share) {
    noise = Optional.of(new TrainSettings.Noise(deviation, share));
    return this;
  }

  Runs balanced() {
    classWeights = ClassWeights.BALANCED;
    return this;
  }

  Runs weights(Map<String, Double> named) {
    classWeights = ClassWeights.of(named);
    return this;
  }

  Runs sampling(TrainSettings.Sampling value) {
    sampling = value;
    return this;
  }

  Runs logitAdjustment(double value) {
    logitAdjustment = value;
    return this;
  }

  TrainSettings train() {
    TrainSettings d = Settings.defaults().train();
    return new TrainSettings(
        d.seed(),
        epochs,
        batch,
        rate,
        optimizer,
        l2,
        l2Form,
        d.l2Biases(),
        clip,
        schedule,
        smoothing,
        mixup,
        noise,
        classWeights,
        sampling,
        logitAdjustment,
        earlyStopping,
        shuffle,
        d.curves(),
        curveUpdates,
        d.logEvery(),
        d.threads());
  }

  HeadRun run(long seed, List<Integer> hidden) {
    ModelSettings d = Settings.defaults().model();
    return new HeadRun(
        seed, new ModelSettings(hidden, dropout, d.initialization(), d.deviation()), train());
  }
}

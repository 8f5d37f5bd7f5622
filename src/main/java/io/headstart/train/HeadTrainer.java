package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.config.ClassWeights;
import io.headstart.config.TrainSettings;
import io.headstart.config.TrainSettings.L2Form;
import io.headstart.config.TrainSettings.Sampling;
import io.headstart.engine.DeviceMemory;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import io.headstart.metrics.ConfusionMatrix;
import io.headstart.metrics.Evaluation;
import io.headstart.model.InitialWeights;
import io.headstart.model.MlpShape;
import io.headstart.optimizer.Optimizer.Moment;
import io.headstart.schedule.LearningRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Trains heads of one shape, all in one pass over the features, an epoch at a time.
 *
 * <p>The updates themselves are the TorchScript program {@code heads.torchscript}; this class owns
 * its buffers and decides what each epoch sees. Every epoch is a function of the settings, the seed
 * and the state before it, so that {@link #state} and {@link #restore} make resuming exact.
 */
public final class HeadTrainer implements AutoCloseable {
  private static final int EVALUATION_BATCH = 2000;

  /** Weights, gradients, two moments and decay as float32, and first weights as float64. */
  private static final int BYTES_A_WEIGHT = 5 * 4 + 8;

  private final NDManager manager;
  private final TorchScript program;
  private final List<HeadRun> runs;
  private final MlpShape shape;
  private final TrainingData data;
  private final EpochOrder order;
  private final NDArray targets;
  private final NDArray adjustment;
  private final NDArray parameters;
  private final NDArray gradients;
  private final NDArray[] moments;
  private final NDArray decay;
  private final LearningRate[] rates;
  private final double[] dropout;
  private final boolean sameSeed;
  private final boolean[] diverged;
  private boolean tolerant;

  /**
   * Draws the first weights.
   *
   * @param torch where the heads train
   * @param runs the heads; all {@linkplain HeadRun#joins joinable}
   */
  public HeadTrainer(TorchRuntime torch, List<HeadRun> runs, MlpShape shape, TrainingData data) {
    if (!runs.stream().allMatch(runs.get(0)::joins)) {
      throw new IllegalArgumentException("heads that cannot train in one pass");
    }
    DeviceMemory.require(
        torch,
        (double) BYTES_A_WEIGHT * runs.size() * shape.parameters(),
        "%d heads of %,d weights".formatted(runs.size(), shape.parameters()),
        "choose smaller model.hidden");
    this.manager = torch.manager().newSubManager();
    this.program = HeadProgram.compile(manager, runs.get(0).train().optimizer());
    this.runs = List.copyOf(runs);
    this.shape = shape;
    this.data = data;
    this.order =
        new EpochOrder(
            data.images(), data.copies(), data.trainOn(), train().shuffle(), balance(data));
    this.targets = Targets.of(manager, data, train());
    this.adjustment = LogitAdjustment.of(manager, data, train().logitAdjustment());
    this.sameSeed = runs.stream().mapToLong(HeadRun::seed).distinct().count() == 1;
    this.diverged = new boolean[runs.size()];
    this.dropout = runs.stream().mapToDouble(run -> run.model().dropout()).toArray();
    this.rates =
        runs.stream()
            .map(run -> run.train().learningRates(updatesPerEpoch()))
            .toArray(LearningRate[]::new);

    Shape flat = new Shape(runs.size(), shape.parameters());
    double[][] first = new double[runs.size()][];
    for (int k = 0; k < runs.size(); k++) {
      first[k] = InitialWeights.draw(shape, runs.get(k).model(), runs.get(k).seed());
    }
    this.parameters = FlatParameters.upload(manager, first, data.features().array().getDataType());
    this.gradients = manager.zeros(flat, parameters.getDataType());
    this.moments = new NDArray[] {moment(Moment.FIRST, flat), moment(Moment.SECOND, flat)};
    this.decay = FlatParameters.decay(manager, runs, shape, parameters.getDataType());
  }

  private Optional<ClassBalance> balance(TrainingData data) {
    return train().sampling() == Sampling.BALANCED
        ? Optional.of(new ClassBalance(data.labels(), data.classes()))
        : Optional.empty();
  }

  private NDArray moment(Moment moment, Shape flat) {
    boolean kept = train().optimizer().moments().contains(moment);
    return manager.zeros(kept ? flat : new Shape(0), parameters.getDataType());
  }

  /**
   * Lets a head diverge without ending the others, which it does not touch; see {@link #diverged}.
   */
  public HeadTrainer tolerateDivergence() {
    tolerant = true;
    return this;
  }

  /** Returns whether a head's loss has been no finite number. */
  public boolean diverged(int head) {
    return diverged[head];
  }

  private TrainSettings train() {
    return runs.get(0).train();
  }

  /** Returns how many updates an epoch makes: the last batch may be smaller. */
  public int updatesPerEpoch() {
    int batch = train().batchSize();
    return (int) ((order.rows() + (batch - 1L)) / batch);
  }

  /** Returns how many heads train. */
  public int heads() {
    return runs.size();
  }

  /** Returns the learning rate of one head at an update, 0 for the first. */
  public double rate(int head, long update) {
    return rates[head].at(update);
  }

  /** Hears of the losses while an epoch runs. */
  @FunctionalInterface
  public interface StepListener {
    /**
     * Called after every {@code every} updates of an epoch and after its last.
     *
     * @param done updates of this epoch done
     * @param losses mean loss of each of the updates since the last call, and head
     */
    void losses(int done, float[][] losses);
  }

  /**
   * Trains one epoch.
   *
   * @param epoch 1 for the first
   * @param every updates between two calls of the listener: each reads back from the device
   * @return each head's mean loss over the epoch's updates
   * @throws Failure when a loss is not a finite number, unless that is tolerated
   */
  public double[] epoch(int epoch, int every, StepListener listener) {
    int updates = updatesPerEpoch();
    long before = (long) (epoch - 1) * updates;
    double[] sums = new double[heads()];
    try (NDManager scratch = manager.newSubManager()) {
      NDArray rows = rows(scratch, epoch);
      Mixup mixup = Mixup.of(runs, epoch, updates);
      for (int first = 0; first < updates; first += every) {
        int count = Math.min(every, updates - first);
        float[][] losses = steps(rows, mixup, epoch, before, first, count);
        for (int i = 0; i < count; i++) {
          for (int k = 0; k < heads(); k++) {
            checkFinite(losses[i][k], epoch, first + i, k);
            sums[k] += losses[i][k];
          }
        }
        listener.losses(first + count, losses);
      }
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] /= updates;
    }
    return sums;
  }

  private float[][] steps(NDArray rows, Mixup mixup, int epoch, long before, int first, int count) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray losses = scratch.zeros(new Shape(count, heads()), DataType.FLOAT32);
      program.call(
          scratch,
          "steps",
          new NDList(data.features().array(), targets, rows, adjustment),
          !train().classWeights().equals(ClassWeights.NONE) || data.weights().length > 0,
          new NDList(parameters, gradients, moments[0], moments[1], decay),
          shape.sizes(),
          new NDList(
              rates(scratch, before + first, count), mixup.part(scratch, first, count), losses),
          new long[] {train().batchSize(), first, before + first},
          train().optimizer().decay().isPresent(),
          train().optimizer().numbers(),
          limits(),
          dropout,
          seeds(epoch));
      float[] flat = losses.toFloatArray();
      float[][] result = new float[count][heads()];
      for (int i = 0; i < count; i++) {
        System.arraycopy(flat, i * heads(), result[i], 0, heads());
      }
      return result;
    }
  }

  /** Returns the learning rates of consecutive updates: [count, heads]. */
  private NDArray rates(NDManager scratch, long from, int count) {
    float[] flat = new float[count * heads()];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < heads(); k++) {
        flat[i * heads() + k] = (float) rate(k, from + i);
      }
    }
    return scratch.create(flat, new Shape(count, heads())).toType(parameters.getDataType(), false);
  }

  private NDArray rows(NDManager scratch, int epoch) {
    int orders = sameSeed ? 1 : heads();
    long[] all = new long[orders * order.rows()];
    for (int k = 0; k < orders; k++) {
      long[] one = order.of(runs.get(k).seed(), epoch);
      System.arraycopy(one, 0, all, k * one.length, one.length);
    }
    return scratch.create(all, new Shape(orders, order.rows()));
  }

  /** Greatest norm of the gradient (0: any), deviation of the noise, share of rows that get it. */
  private double[] limits() {
    double clip = train().clipNorm().orElse(0.0);
    return train()
        .noise()
        .map(noise -> new double[] {clip, noise.deviation(), noise.share()})
        .orElse(new double[] {clip, 0, 0});
  }

  /** Seeds of the device's generators for an epoch; none when nothing is drawn there. */
  private long[] seeds(int epoch) {
    boolean drawn = train().noise().isPresent();
    for (double share : dropout) {
      drawn |= share > 0;
    }
    long[] seeds = new long[drawn ? heads() : 0];
    for (int k = 0; k < seeds.length; k++) {
      // Kept far from overflow: the update's number is added.
      seeds[k] = RandomStream.seedOf(runs.get(k).seed(), "dropout", epoch) >>> 2;
    }
    return seeds;
  }

  private void checkFinite(float loss, int epoch, int step, int head) {
    diverged[head] |= !Float.isFinite(loss);
    if (diverged[head] && !tolerant) {
      double rate = rate(head, (long) (epoch - 1) * updatesPerEpoch() + step);
      throw Failure.run("training diverged: the loss is not a finite number")
          .received(
              "loss %s in epoch %d, step %d of %d, at learning rate %s",
              loss, epoch, step + 1, updatesPerEpoch(), rate)
          .accepted("a finite loss at every step")
          .next(
              "lower train.learning-rate, set train.clip-norm, or standardize the features"
                  + " (features.standardize: true)")
          .build();
    }
  }

  /**
   * Evaluates every head.
   *
   * @return one evaluation a head
   */
  public List<Evaluation> evaluate(EvaluationData set) {
    try (NDManager scratch = manager.newSubManager()) {
      long[] labels = Arrays.stream(set.labels()).asLongStream().toArray();
      NDList results =
          program.call(
              scratch,
              "evaluate",
              set.arrays(),
              scratch.create(labels),
              parameters,
              shape.sizes(),
              EVALUATION_BATCH);
      double[] losses = results.get(0).toDoubleArray();
      int[] predictions = results.get(1).toIntArray();
      int[] ranks = results.get(2).toIntArray();
      List<Evaluation> evaluations = new ArrayList<>();
      for (int k = 0; k < heads(); k++) {
        int from = k * labels.length;
        int to = from + labels.length;
        ConfusionMatrix confusion =
            ConfusionMatrix.of(
                set.labels(), Arrays.copyOfRange(predictions, from, to), shape.classes());
        evaluations.add(
            new Evaluation(
                losses[k] / labels.length, confusion, Arrays.copyOfRange(ranks, from, to)));
      }
      return evaluations;
    }
  }

  /** Returns each head's L2 penalty as the settings write it: l2/2 * ||W||^2 or l2 * ||W||^2. */
  public double[] penalties() {
    if (decay.isEmpty() || train().optimizer().decay().isPresent()) {
      return new double[heads()];
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDArray squares = parameters.mul(parameters);
      squares.attach(scratch);
      NDArray sums =
          squares.muli(decay).toType(DataType.FLOAT64, false).sum(new int[] {1}).mul(0.5);
      sums.attach(scratch);
      return sums.toDoubleArray();
    }
  }

  /** Returns the weights of one head: float32 [P]. */
  public float[] weights(int head) {
    return FlatParameters.row(parameters, head);
  }

  /** Returns all that the next epoch depends on, of one head. */
  public HeadState state(int head) {
    return new HeadState(
        weights(head), FlatParameters.row(moments[0], head), FlatParameters.row(moments[1], head));
  }

  /** Goes back to a state that {@link #state} gave, in this process or another. */
  public void restore(int head, HeadState state) {
    FlatParameters.setRow(parameters, head, state.parameters());
    FlatParameters.setRow(moments[0], head, state.first());
    FlatParameters.setRow(moments[1], head, state.second());
  }

  /**
   * Returns the L2 factor on a weight's gradient: l2, or twice that when written without the half.
   */
  static double l2Gradient(TrainSettings settings) {
    return settings.l2Form() == L2Form.FULL ? 2 * settings.l2() : settings.l2();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}

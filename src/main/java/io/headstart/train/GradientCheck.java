package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headstart.RandomStream;
import io.headstart.config.ClassWeights;
import io.headstart.config.GradcheckSettings;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import io.headstart.model.MlpShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the gradients that training uses with central differences of the cost, in float64. Heads
 * train in one pass, so many shifted copies of the parameters are evaluated at once.
 */
public final class GradientCheck implements AutoCloseable {
  /** Shifted parameters evaluated at a time, two copies each. */
  private static final int AT_ONCE = 32;

  private final NDManager manager;
  private final TorchScript program;
  private final MlpShape shape;
  private final NDArray x;
  private final NDArray targets;
  private final boolean weighted;
  private final double[] decay;

  /**
   * One weight or bias.
   *
   * @param name W1, b1, W2, ... as the courses write them
   * @param compared how many of its elements were compared
   * @param maximumRelativeError greatest |a - n| / max(1e-8, |a| + |n|)
   * @param meanDifference mean of a - n, with its sign
   * @param gradientNorm Euclidean norm of its whole analytic gradient
   */
  public record Result(
      String name,
      int compared,
      double maximumRelativeError,
      double meanDifference,
      double gradientNorm) {}

  /** Prepares the check of a head on a batch in float64 ({@link DeviceRows#wide}). */
  public GradientCheck(TorchRuntime torch, HeadRun run, MlpShape shape, TrainingData batch) {
    this.manager = torch.manager().newSubManager();
    this.program = HeadProgram.compile(manager, run.train().optimizer());
    this.shape = shape;
    this.x = batch.features().array().expandDims(0);
    this.targets = Targets.of(manager, batch, run.train()).expandDims(0);
    this.weighted = !run.train().classWeights().equals(ClassWeights.NONE);
    try (NDArray flat = FlatParameters.decay(manager, List.of(run), shape, DataType.FLOAT64)) {
      this.decay = flat.isEmpty() ? new double[shape.parameters()] : flat.toDoubleArray();
    }
  }

  /**
   * Returns cost and analytic gradients of the cost.
   *
   * @param parameters [P]
   * @param gradients receives [P]
   * @return mean cross-entropy plus the L2 penalty
   */
  public double cost(double[] parameters, double[] gradients) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray gradient = scratch.zeros(new Shape(1, shape.parameters()), DataType.FLOAT64);
      double loss = losses(scratch, new double[][] {parameters}, gradient)[0];
      double[] plain = gradient.toDoubleArray();
      for (int i = 0; i < plain.length; i++) {
        gradients[i] = plain[i] + decay[i] * parameters[i];
      }
      return loss + penalty(parameters);
    }
  }

  /** Returns the class probabilities of the batch: [N * C], image by image. */
  double[] probabilities(double[] parameters) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray flat = FlatParameters.upload(scratch, new double[][] {parameters}, DataType.FLOAT64);
      NDList layers = program.call(scratch, "views", flat, shape.sizes());
      NDList rows = new NDList(x.squeeze(0));
      return program
          .call(scratch, "probabilities", rows, layers)
          .singletonOrThrow()
          .toDoubleArray();
    }
  }

  private double penalty(double[] parameters) {
    double sum = 0;
    for (int i = 0; i < parameters.length; i++) {
      sum += decay[i] * parameters[i] * parameters[i];
    }
    return sum / 2;
  }

  private double[] losses(NDManager scratch, double[][] rows, NDArray gradient) {
    NDArray flat = FlatParameters.upload(scratch, rows, DataType.FLOAT64);
    NDList parameters = program.call(scratch, "views", flat, shape.sizes());
    NDList gradients = program.call(scratch, "views", gradient, shape.sizes());
    NDList losses = program.call(scratch, "check", x, targets, weighted, parameters, gradients);
    return losses.singletonOrThrow().toDoubleArray();
  }

  /** Compares at some parameters. */
  public List<Result> compare(double[] parameters, GradcheckSettings settings, long seed) {
    double[] analytic = new double[parameters.length];
    cost(parameters, analytic);
    List<Result> results = new ArrayList<>();
    for (MlpShape.Layer layer : shape.layout()) {
      int number = layer.index() + 1;
      results.add(
          compare(
              "W" + number,
              layer.offset(),
              layer.biasOffset(),
              parameters,
              analytic,
              settings,
              seed));
      results.add(
          compare(
              "b" + number, layer.biasOffset(), layer.end(), parameters, analytic, settings, seed));
    }
    return results;
  }

  private Result compare(
      String name,
      int from,
      int to,
      double[] parameters,
      double[] analytic,
      GradcheckSettings settings,
      long seed) {
    int[] order = RandomStream.of(seed, "gradcheck", from).permutation(to - from);
    int[] chosen = Arrays.copyOf(order, Math.min(order.length, settings.parameters()));
    double worst = 0;
    double sum = 0;
    for (int start = 0; start < chosen.length; start += AT_ONCE) {
      int[] part = Arrays.copyOfRange(chosen, start, Math.min(chosen.length, start + AT_ONCE));
      double[] numerical = differences(parameters, from, part, settings.step());
      for (int i = 0; i < part.length; i++) {
        double a = analytic[from + part[i]];
        double n = numerical[i];
        worst = Math.max(worst, Math.abs(a - n) / Math.max(1e-8, Math.abs(a) + Math.abs(n)));
        sum += a - n;
      }
    }
    double square = 0;
    for (int i = from; i < to; i++) {
      square += analytic[i] * analytic[i];
    }
    return new Result(name, chosen.length, worst, sum / chosen.length, Math.sqrt(square));
  }

  private double[] differences(double[] parameters, int from, int[] part, double step) {
    double[][] rows = new double[2 * part.length][];
    for (int i = 0; i < part.length; i++) {
      rows[2 * i] = parameters.clone();
      rows[2 * i + 1] = parameters.clone();
      rows[2 * i][from + part[i]] += step;
      rows[2 * i + 1][from + part[i]] -= step;
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDArray unused = scratch.zeros(new Shape(rows.length, shape.parameters()), DataType.FLOAT64);
      double[] losses = losses(scratch, rows, unused);
      double[] result = new double[part.length];
      for (int i = 0; i < part.length; i++) {
        double up = losses[2 * i] + penalty(rows[2 * i]);
        double down = losses[2 * i + 1] + penalty(rows[2 * i + 1]);
        result[i] = (up - down) / (2 * step);
      }
      return result;
    }
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}

package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headstart.RandomStream;
import java.util.List;

/**
 * Feature mixup (Zhang et al. 2017, on features): each row is blended with the one before it in its
 * batch, which is a random one as batches are shuffled; one share a batch and head, drawn from
 * Beta(alpha, alpha).
 *
 * @param shares the own row's share, by update and head; empty without mixup
 */
record Mixup(float[][] shares) {

  static Mixup of(List<HeadRun> runs, int epoch, int updates) {
    if (runs.get(0).train().mixup().isEmpty()) {
      return new Mixup(new float[0][]);
    }
    float[][] shares = new float[updates][runs.size()];
    for (int k = 0; k < runs.size(); k++) {
      RandomStream random = RandomStream.of(runs.get(k).seed(), "mixup", epoch);
      double alpha = runs.get(k).train().mixup().orElseThrow();
      for (int i = 0; i < updates; i++) {
        double a = gamma(alpha, random);
        double b = gamma(alpha, random);
        shares[i][k] = (float) (a + b > 0 ? a / (a + b) : random.nextInt(2));
      }
    }
    return new Mixup(shares);
  }

  /** Returns the shares of some updates: float32 [count, heads], or empty without mixup. */
  NDArray part(NDManager manager, int first, int count) {
    if (shares.length == 0) {
      return manager.zeros(new Shape(0));
    }
    int heads = shares[0].length;
    float[] flat = new float[count * heads];
    for (int i = 0; i < count; i++) {
      System.arraycopy(shares[first + i], 0, flat, i * heads, heads);
    }
    return manager.create(flat, new Shape(count, heads));
  }

  /** A Gamma(shape, 1) deviate (Marsaglia and Tsang 2000; below 1 by their power rule). */
  private static double gamma(double shape, RandomStream random) {
    if (shape < 1) {
      double scale = StrictMath.pow(1 - random.nextDouble(), 1 / shape);
      return gamma(shape + 1, random) * scale;
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v > 0) {
        v = v * v * v;
        double u = 1 - random.nextDouble();
        if (StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
          return d * v;
        }
      }
    }
  }
}

package io.headstart.inference;

import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.NearestImages;
import io.headstart.calibrate.Novelty;
import io.headstart.checkpoint.Head;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * How far the images of late lie from those of training: the distance between the means of their
 * features, as a share of the length of training's. Images like those of training give the chance
 * share of so many images, which falls as they grow more; a sensor that changed, another crop or
 * other things in the pictures give a share that stays.
 *
 * <p>The mean of training is what the checkpoint keeps for other ends: that of the standardization
 * or of the components, otherwise that of a calibrated head's known images, whose features count by
 * their square roots and at equal length. Safe for any number of threads.
 */
public final class FeatureDrift {
  /** Images after which one counts for a third: those of late outweigh those of long ago. */
  private static final int MEMORY = 1000;

  private final float[] training;
  private final BiFunction<float[], Integer, float[]> form;
  private final double[] late;
  private long images;

  private FeatureDrift(float[] training, BiFunction<float[], Integer, float[]> form) {
    this.training = training;
    this.form = form;
    this.late = new double[training.length];
  }

  /** Returns empty where neither head nor calibration keep a mean of training. */
  static Optional<FeatureDrift> from(Head head, Optional<Calibration> calibration) {
    if (head.transform().mean().isPresent()) {
      boolean squareRoot = head.transform().squareRoot();
      float[] mean = head.transform().mean().get();
      return Optional.of(
          new FeatureDrift(
              mean,
              (rows, row) -> {
                float[] one = Arrays.copyOfRange(rows, row * mean.length, (row + 1) * mean.length);
                return squareRoot ? roots(one) : one;
              }));
    }
    return calibration
        .flatMap(Calibration::novelty)
        .map(Novelty::nearest)
        .map(
            nearest -> {
              int dimension = nearest.dimension();
              float[] mean = mean(nearest.images(), dimension);
              return new FeatureDrift(
                  mean, (rows, row) -> NearestImages.unit(rows, row, dimension));
            });
  }

  private static float[] roots(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.signum(values[i]) * Math.sqrt(Math.abs(values[i])));
    }
    return values;
  }

  private static float[] mean(float[] rows, int dimension) {
    int count = rows.length / dimension;
    float[] mean = new float[dimension];
    for (int i = 0; i < rows.length; i++) {
      mean[i % dimension] += rows[i] / count;
    }
    return mean;
  }

  /**
   * Takes note of some images.
   *
   * @param rows their features: float32 [count, D]
   */
  synchronized void add(float[] rows, int count) {
    for (int row = 0; row < count; row++) {
      images++;
      double weight = 1.0 / Math.min(images, MEMORY);
      float[] one = form.apply(rows, row);
      for (int d = 0; d < late.length; d++) {
        late[d] += weight * (one[d] - late[d]);
      }
    }
  }

  /** Returns the share, 0 or more; not a number before the first image. */
  public synchronized double value() {
    double apart = 0;
    double length = 0;
    for (int d = 0; d < late.length; d++) {
      apart += (late[d] - training[d]) * (late[d] - training[d]);
      length += (double) training[d] * training[d];
    }
    return images == 0 ? Double.NaN : Math.sqrt(apart / Math.max(Double.MIN_NORMAL, length));
  }

  /** Returns how many images were seen. */
  public synchronized long images() {
    return images;
  }
}

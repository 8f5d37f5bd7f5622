package io.headstart.train;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings.TrainOn;
import java.util.Optional;

/**
 * Which rows of the feature banks an epoch visits, in which order. The rows of the original images
 * come first in memory (bank 0), then those of each augmented copy.
 *
 * @param images rows of one bank
 * @param copies augmented banks after the original one
 * @param trainOn which banks an epoch visits
 * @param shuffle whether in random order
 * @param balance draws so that every class comes equally often; empty where each row comes once
 */
public record EpochOrder(
    int images, int copies, TrainOn trainOn, boolean shuffle, Optional<ClassBalance> balance) {
  /** Returns how many rows an epoch visits. */
  public int rows() {
    return switch (trainOn) {
      case ORIGINAL, DRAW -> images;
      case AUGMENTED -> images * copies;
      case BOTH -> images * (copies + 1);
    };
  }

  /**
   * Returns the rows of an epoch: a function of seed and epoch alone.
   *
   * @param epoch 1 for the first
   */
  public long[] of(long seed, int epoch) {
    // Rows drawn once and for all are those of epoch 0, which nothing else uses.
    RandomStream random =
        RandomStream.of(seed, "shuffle", balance.isEmpty() || shuffle ? epoch : 0);
    int count = rows();
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = trainOn == TrainOn.AUGMENTED ? images + i : i;
    }
    if (balance.isPresent()) {
      order = balance.get().draw(order, random);
    } else if (shuffle) {
      random.shuffle(order);
    }
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      result[i] =
          trainOn == TrainOn.DRAW
              ? order[i] + (long) images * random.nextInt(copies + 1)
              : order[i];
    }
    return result;
  }
}

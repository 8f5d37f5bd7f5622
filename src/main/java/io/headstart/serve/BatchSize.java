package io.headstart.serve;

import io.headstart.inference.Classifier;
import io.headstart.inference.ImageInput;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * How many images share a forward pass at most: the greatest of 1, 2, 4, ... at which the measured
 * throughput is about the best. Passes of each size are timed before the first request, and all
 * that follow count too. A batch is only ever as large as what waits, so that a great size costs
 * nobody time who is alone.
 */
final class BatchSize {
  /** Two rates that differ by less are the same: so much a busy machine drifts. */
  private static final double AS_GOOD = 0.95;

  private static final int ROUNDS = 2;

  /** Weight of a new measurement beside those before it. */
  private static final double NEW = 0.1;

  private final int most;
  private final double[] rates;
  private int best;
  private double recent;

  /**
   * Takes what was measured.
   *
   * @param most images of the greatest batch
   * @param rates images a second in batches of 1, 2, 4, ... and {@code most}
   */
  BatchSize(int most, double[] rates) {
    this.most = most;
    this.rates = rates;
    this.best = choose();
    this.recent = rates[index(best)];
  }

  /** Times passes of each size, up to as many images as the classifier takes at once. */
  static BatchSize measure(Classifier classifier, Lock device) {
    int most = classifier.batchSize();
    double[] rates = new double[index(most) + 1];
    BufferedImage black = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    ImageInput image = classifier.decode(ImageInput.of(black));
    device.lock();
    try {
      classifier.classify(image); // The first pass pays for what is made once.
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < rates.length; i++) {
          int size = Math.min(most, 1 << i);
          List<ImageInput> images = Collections.nCopies(size, image);
          long start = System.nanoTime();
          classifier.classify(images);
          rates[i] = Math.max(rates[i], rate(size, System.nanoTime() - start));
        }
      }
    } finally {
      device.unlock();
    }
    return new BatchSize(most, rates);
  }

  private static double rate(int images, long nanoseconds) {
    return images * 1e9 / Math.max(1, nanoseconds);
  }

  /** Returns the place of the least of the sizes that holds so many images. */
  private static int index(int images) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(images - 1);
  }

  private int choose() {
    double greatest = Arrays.stream(rates).max().orElseThrow();
    int chosen = rates.length - 1;
    while (rates[chosen] < AS_GOOD * greatest) {
      chosen--;
    }
    return Math.min(most, 1 << chosen);
  }

  /** Returns the most images that should share a pass. */
  synchronized int best() {
    return best;
  }

  /** Takes note of a pass of 1 .. {@code most} images. */
  synchronized void measured(int images, long nanoseconds) {
    double now = rate(images, nanoseconds);
    recent += NEW * (now - recent);
    int size = index(images);
    if (Math.min(most, 1 << size) == images) {
      rates[size] += NEW * (now - rates[size]);
      best = choose();
    }
  }

  /** Returns how many images a second the passes of late classified; above 0. */
  synchronized double imagesPerSecond() {
    return recent;
  }
}

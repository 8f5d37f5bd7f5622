package io.headstart;

import io.headstart.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * One seeded stream of random numbers for one use.
 *
 * <p>The stream is derived from the run's seed, the name of the use and optional indices (an epoch,
 * an image), so that adding a use shifts no other and any position can be reached without replaying
 * what came before: that is what makes resuming exact. The bits are the same on every machine:
 * {@link SplittableRandom} is specified to the bit and the normal deviates use {@link StrictMath}.
 */
public final class RandomStream {
  private final SplittableRandom random;
  private double spare;
  private boolean hasSpare;

  private RandomStream(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Opens the stream of a use.
   *
   * @param seed the run's seed
   * @param use what the numbers are for, for example {@code shuffle}
   * @param indices which of several streams of that use, for example the epoch
   */
  public static RandomStream of(long seed, String use, long... indices) {
    return new RandomStream(seedOf(seed, use, indices));
  }

  /** Returns the 64-bit seed of that stream, for generators that live elsewhere (on a device). */
  public static long seedOf(long seed, String use, long... indices) {
    byte[] name = use.getBytes(StandardCharsets.UTF_8);
    ByteBuffer material = ByteBuffer.allocate(8 + 4 + name.length + 8 * indices.length);
    material.putLong(seed).putInt(name.length).put(name);
    for (long index : indices) {
      material.putLong(index);
    }
    return ByteBuffer.wrap(Sha256.digest().digest(material.array())).getLong();
  }

  /** Returns a number from 0 (inclusive) to {@code bound} (exclusive). */
  public int nextInt(int bound) {
    return random.nextInt(bound);
  }

  /** Returns 64 random bits. */
  public long nextLong() {
    return random.nextLong();
  }

  /** Returns a number from 0.0 (inclusive) to 1.0 (exclusive). */
  public double nextDouble() {
    return random.nextDouble();
  }

  /** Returns a number from {@code low} (inclusive) to {@code high} (exclusive, unless equal). */
  public double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Returns true with the given probability: never for 0, always for 1. */
  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Returns a standard normal deviate (Marsaglia's polar method). */
  public double nextGaussian() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * random.nextDouble() - 1;
      y = 2 * random.nextDouble() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    spare = y * scale;
    hasSpare = true;
    return x * scale;
  }

  /** Returns 0 .. {@code count - 1} in random order (Fisher and Yates). */
  public int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    shuffle(order);
    return order;
  }

  /** Puts the elements in random order, in place. */
  public void shuffle(int[] elements) {
    for (int i = elements.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = elements[i];
      elements[i] = elements[j];
      elements[j] = swap;
    }
  }
}

package io.headstart.store;

/**
 * Features that are wanted.
 *
 * @param key all that decides them; it must decide the labels and the dimension too
 * @param name what they are called in progress lines, for example {@code data_batch_1}
 * @param labels int64 [N], one a row; their number is the number of rows
 * @param dimension D, the number of features a row, 1 or more
 */
public record FeatureRequest(FeatureKey key, String name, long[] labels, int dimension) {
  /** The most features a row: a row must fit one buffer. */
  public static final int MAX_DIMENSION = (1 << 29) - 1;

  /** Checks the dimension. */
  public FeatureRequest {
    if (dimension < 1 || dimension > MAX_DIMENSION) {
      throw new IllegalArgumentException("dimension " + dimension);
    }
  }

  /** Returns N, the number of rows. */
  public int count() {
    return labels.length;
  }

  /** Returns the bytes of a row: D values of 4. */
  public long rowBytes() {
    return (long) dimension * Float.BYTES;
  }
}

package io.headstart.train;

import java.util.Arrays;

/**
 * The nearest so far of each row, in order. Of equally near ones the first that were offered stay,
 * so that pairs give the same result in whatever portions they come, as long as each row is offered
 * its others in their order.
 */
public final class NearestRows {
  /** No row. */
  private static final int NONE = -1;

  private final int k;
  private final int[] indices;
  private final float[] cosines;

  /** The least cosine that each row keeps: one has to be above it. */
  private final float[] least;

  /**
   * Begins with none.
   *
   * @param rows N
   * @param k the most that are kept of each row
   * @param floor their cosine is above this
   */
  public NearestRows(int rows, int k, float floor) {
    this.k = k;
    this.indices = new int[rows * k];
    this.cosines = new float[rows * k];
    this.least = new float[rows];
    Arrays.fill(indices, NONE);
    Arrays.fill(cosines, floor);
    Arrays.fill(least, floor);
  }

  /** Offers both rows of each pair the other; of pairs that are there twice only one counts. */
  public void offer(NearPairs pairs) {
    for (int i = 0; i < pairs.cosines().length; i++) {
      int row = pairs.rows()[i];
      int column = pairs.columns()[i];
      // A block with itself has each pair twice.
      if (row < column) {
        offer(row, column, pairs.cosines()[i]);
        offer(column, row, pairs.cosines()[i]);
      }
    }
  }

  private void offer(int row, int index, float cosine) {
    if (cosine <= least[row]) {
      return;
    }
    int at = (row + 1) * k - 1;
    while (at > row * k && cosines[at - 1] < cosine) {
      cosines[at] = cosines[at - 1];
      indices[at] = indices[at - 1];
      at--;
    }
    cosines[at] = cosine;
    indices[at] = index;
    least[row] = cosines[(row + 1) * k - 1];
  }

  /** Returns the least cosine that each row keeps: [N], as it changes. */
  float[] least() {
    return least;
  }

  /** Returns what is kept. */
  public Neighbours neighbours() {
    return new Neighbours(k, indices, cosines);
  }
}

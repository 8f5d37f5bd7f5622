package io.headstart.experiment;

import io.headstart.engine.TorchRuntime;
import io.headstart.train.DeviceRows;
import io.headstart.train.NearPairs;
import io.headstart.train.Neighbours;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * All rows compared with one another: a part is a group of rows with itself or with a later group.
 * The groups begin where blocks of a single machine do, so that every product is one of its
 * products, and parts come in an order in which each row is offered its neighbours in theirs.
 */
final class SentComparison implements SentWork<NearPairs> {
  private static final long serialVersionUID = 1L;

  /** Blocks of a group where there are few rows: a part is then a second or two of a core. */
  private static final int FEW = 8;

  /** Groups of many rows: with more of them each row would be read more often. */
  private static final int GROUPS = 32;

  /** Values of a group, at most: two groups and their directions take four times 64 MB. */
  private static final int VALUES = 1 << 24;

  private final SentRows rows;
  private final float[] mean;
  private final int count;
  private final int k;
  private final double floor;

  /**
   * Packs it.
   *
   * @param mean float32 [D], of all rows
   * @param count N
   * @param k the most neighbours that are kept of each row
   * @param floor their cosine is above this
   */
  SentComparison(SentRows rows, float[] mean, int count, int k, double floor) {
    this.rows = rows;
    this.mean = mean;
    this.count = count;
    this.k = k;
    this.floor = floor;
  }

  /** Two groups of rows, as a part has them. */
  private record Pair(DeviceRows.Source all, int first, int firstCount, int second, int count)
      implements DeviceRows.Source {
    @Override
    public int dimension() {
      return all.dimension();
    }

    @Override
    public void copy(int from, int count, FloatBuffer target) {
      int some = Math.max(0, Math.min(count, firstCount - from));
      if (some > 0) {
        all.copy(first + from, some, target);
      }
      if (some < count) {
        all.copy(second + from + some - firstCount, count - some, target);
      }
    }

    int number(int row) {
      return row < firstCount ? first + row : second + row - firstCount;
    }
  }

  @Override
  public String name() {
    return "the images' neighbours";
  }

  /** Returns the rows of a group, but for the last one. */
  int groupRows() {
    int blocks = (count + Neighbours.BLOCK - 1) / Neighbours.BLOCK;
    int wanted = Math.max(FEW, (blocks + GROUPS - 1) / GROUPS);
    int most = Math.max(1, VALUES / Neighbours.BLOCK / mean.length);
    return Neighbours.BLOCK * Math.min(wanted, most);
  }

  private int groups() {
    return (count + groupRows() - 1) / groupRows();
  }

  @Override
  public int parts() {
    return groups() * (groups() + 1) / 2;
  }

  @Override
  public NearPairs part(int part, Machine here) {
    int first = 0;
    int second = part;
    for (; second >= groups() - first; first++) {
      second -= groups() - first;
    }
    Pair pair =
        pair(rows.source(here.context()), first * groupRows(), (first + second) * groupRows());
    try (TorchRuntime torch = here.context().start(here.device());
        DeviceRows some = DeviceRows.upload(torch, pair)) {
      some.transform(rows.transform());
      Neighbours.Groups groups = new Neighbours.Groups(some, mean, pair.firstCount());
      NearPairs near = torch.computing(1, () -> Neighbours.among(torch, groups, k, floor));
      return new NearPairs(
          numbers(pair, near.rows()), numbers(pair, near.columns()), near.cosines());
    }
  }

  private Pair pair(DeviceRows.Source all, int first, int second) {
    int ofFirst = first == second ? 0 : groupRows();
    int ofSecond = Math.min(groupRows(), count - second);
    return new Pair(all, first, ofFirst, second, ofFirst + ofSecond);
  }

  private static int[] numbers(Pair pair, int[] rows) {
    return Arrays.stream(rows).map(pair::number).toArray();
  }
}

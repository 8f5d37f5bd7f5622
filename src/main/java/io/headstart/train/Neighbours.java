package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headstart.Progress;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.util.Arrays;

/**
 * The rows that are nearest to each of some rows, by the cosine of their features about a mean. All
 * pairs are compared, a block of them at a time: the memory beside the rows is a copy of them, a
 * block of cosines and what is kept.
 *
 * @param k how many of each row are kept
 * @param indices int [N, k], row by row, from the nearest on; -1 where a row has fewer
 * @param cosines float32 [N, k], -1 .. 1, of the same pairs
 */
public record Neighbours(int k, int[] indices, float[] cosines) {
  private static final String PROGRAM = "/io/headstart/train/neighbours.torchscript";

  /** Rows of a block: 1,024 x 1,024 cosines stay in a processor's cache. */
  private static final int BLOCK = 1024;

  /** No row. */
  private static final int NONE = -1;

  /**
   * Finds the neighbours of rows among themselves that are very near; no row is its own.
   *
   * @param rows float32 [N, D]; unchanged
   * @param k the most that are kept of each row
   * @param floor their cosine is above this; the fewer there are, the faster
   */
  public static Neighbours among(
      TorchRuntime torch, DeviceRows rows, int k, double floor, Progress progress) {
    int count = rows.count();
    Nearest nearest = new Nearest(count, k, (float) floor);
    try (NDManager scratch = torch.manager().newSubManager();
        TorchScript program = TorchScript.compile(scratch, PROGRAM);
        Blocks blocks = new Blocks(torch);
        Progress.Task task = progress.task("comparing images", "images", count)) {
      NDArray directions = directions(program, scratch, rows, rows);
      for (int from = 0; from < count; from += BLOCK) {
        int own = from;
        try (NDManager call = scratch.newSubManager()) {
          NDArray least = call.create(nearest.least);
          // Each pair is multiplied once, and offered to both.
          blocks
              .each(
                  (count - from + BLOCK - 1) / BLOCK,
                  i -> Pairs.of(program, call, directions, own, own + i * BLOCK, floor, least))
              .forEach(nearest::offer);
        }
        task.done(Math.min(count, from + BLOCK));
      }
    }
    return nearest.neighbours();
  }

  /**
   * Finds the neighbours of rows among others.
   *
   * @param queries float32 [N, D]; unchanged
   * @param rows float32 [M, D], M at least 1; unchanged
   * @param wanted neighbours of each; fewer where there are no more rows
   */
  public static Neighbours between(
      TorchRuntime torch, DeviceRows queries, DeviceRows rows, int wanted) {
    int count = queries.count();
    int k = Math.min(wanted, rows.count());
    int[] indices = new int[count * k];
    float[] cosines = new float[count * k];
    try (NDManager scratch = torch.manager().newSubManager();
        TorchScript program = TorchScript.compile(scratch, PROGRAM);
        Blocks blocks = new Blocks(torch)) {
      NDArray directions = directions(program, scratch, rows, rows);
      NDArray asked = directions(program, scratch, queries, rows);
      blocks.each(
          (count + BLOCK - 1) / BLOCK,
          i -> {
            int from = i * BLOCK;
            try (NDManager call = scratch.newSubManager()) {
              NDList found = program.call(call, "nearest", asked, directions, from, BLOCK, k);
              float[] some = found.get(0).toFloatArray();
              System.arraycopy(some, 0, cosines, from * k, some.length);
              System.arraycopy(found.get(1).toIntArray(), 0, indices, from * k, some.length);
              return some.length;
            }
          });
    }
    return new Neighbours(k, indices, cosines);
  }

  /** Returns how many rows were asked about. */
  public int count() {
    return k == 0 ? 0 : indices.length / k;
  }

  private static NDArray directions(
      TorchScript program, NDManager scratch, DeviceRows rows, DeviceRows about) {
    NDArray mean = about.array().mean(new int[] {0});
    mean.attach(scratch);
    return program.call(scratch, "directions", rows.array(), mean).get(0);
  }

  /** Near pairs of two blocks: numbers of their rows and their cosines. */
  private record Pairs(int[] rows, int[] columns, float[] cosines) {
    static Pairs of(
        TorchScript program,
        NDManager parent,
        NDArray directions,
        int first,
        int second,
        double floor,
        NDArray least) {
      try (NDManager call = parent.newSubManager()) {
        NDList found =
            program.call(
                call, "pairs", directions, new long[] {first, second}, BLOCK, floor, least);
        return new Pairs(
            Arrays.stream(found.get(0).toIntArray()).map(row -> first + row).toArray(),
            Arrays.stream(found.get(1).toIntArray()).map(row -> second + row).toArray(),
            found.get(2).toFloatArray());
      }
    }
  }

  /** The nearest so far of each row, in order. */
  private static final class Nearest {
    private final int k;
    private final int[] indices;
    private final float[] cosines;

    /** The least cosine that each row keeps: one has to be above it. */
    private final float[] least;

    Nearest(int rows, int k, float floor) {
      this.k = k;
      this.indices = new int[rows * k];
      this.cosines = new float[rows * k];
      this.least = new float[rows];
      Arrays.fill(indices, NONE);
      Arrays.fill(cosines, floor);
      Arrays.fill(least, floor);
    }

    void offer(Pairs pairs) {
      for (int i = 0; i < pairs.cosines.length; i++) {
        int row = pairs.rows[i];
        int column = pairs.columns[i];
        // A block with itself has each pair twice.
        if (row < column) {
          offer(row, column, pairs.cosines[i]);
          offer(column, row, pairs.cosines[i]);
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

    Neighbours neighbours() {
      return new Neighbours(k, indices, cosines);
    }
  }
}

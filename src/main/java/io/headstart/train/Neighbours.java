package io.headstart.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headstart.Progress;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows that are nearest to each of some rows, by the cosine of their features about a mean. All
 * pairs are compared, a block of them at a time: the memory beside the rows is a copy of them, a
 * block of cosines and what is kept.
 *
 * @param k how many of each row are kept
 * @param indices int [N, k], row by row, from the nearest on; -1 where a row has fewer
 * @param cosines float32 [N, k], -1 .. 1, of the same pairs
 */
public record Neighbours(int k, int[] indices, float[] cosines) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String PROGRAM = "/io/headstart/train/neighbours.torchscript";

  /** Rows of a block: 1,024 x 1,024 cosines stay in a processor's cache. */
  public static final int BLOCK = 1024;

  /**
   * Finds the neighbours of rows among themselves that are very near; no row is its own.
   *
   * @param rows float32 [N, D]; unchanged
   * @param k the most that are kept of each row
   * @param floor their cosine is above this; the fewer there are, the faster
   */
  public static Neighbours among(
      TorchRuntime torch, DeviceRows rows, int k, double floor, Progress progress) {
    try (Progress.Task task = progress.task("comparing images", "images", rows.count())) {
      return among(torch, new Groups(rows, mean(rows), 0), k, floor, task);
    }
  }

  /**
   * Groups of many rows that are compared by themselves.
   *
   * @param rows float32 [N, D], of one group, or of two one behind the other; unchanged
   * @param mean float32 [D], of all the many rows
   * @param first rows of the first of two groups, a multiple of {@link #BLOCK}; 0 for one group
   */
  public record Groups(DeviceRows rows, float[] mean, int first) {}

  /**
   * As {@link #among(TorchRuntime, DeviceRows, int, double, Progress)}, of a part of all pairs:
   * those in one group, or those of a row of the first group with one of the second. Where groups
   * of many rows begin at multiples of {@link #BLOCK}, the cosines are to the last bit those that
   * all rows together have.
   */
  public static NearPairs among(TorchRuntime torch, Groups groups, int k, double floor) {
    return among(torch, groups, k, floor, done -> {}).pairs();
  }

  private static Neighbours among(
      TorchRuntime torch, Groups groups, int k, double floor, Progress.Task task) {
    DeviceRows rows = groups.rows();
    int end = groups.first() == 0 ? rows.count() : groups.first();
    NearestRows nearest = new NearestRows(rows.count(), k, (float) floor);
    try (NDManager scratch = torch.manager().newSubManager();
        TorchScript program = TorchScript.compile(scratch, PROGRAM);
        Blocks blocks = new Blocks(torch)) {
      NDArray directions = directions(program, scratch, rows, groups.mean());
      for (int from = 0; from < end; from += BLOCK) {
        int own = from;
        int other = Math.max(own, groups.first());
        try (NDManager call = scratch.newSubManager()) {
          NDArray least = call.create(nearest.least());
          // Each pair is multiplied once, and offered to both.
          blocks
              .each(
                  (rows.count() - other + BLOCK - 1) / BLOCK,
                  i -> pairs(program, call, directions, own, other + i * BLOCK, floor, least))
              .forEach(nearest::offer);
        }
        task.done(Math.min(end, from + BLOCK));
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
    float[] mean = mean(rows);
    try (NDManager scratch = torch.manager().newSubManager();
        TorchScript program = TorchScript.compile(scratch, PROGRAM);
        Blocks blocks = new Blocks(torch)) {
      NDArray directions = directions(program, scratch, rows, mean);
      NDArray asked = directions(program, scratch, queries, mean);
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

  /**
   * Returns what was found of the rows of several, one after the other.
   *
   * @param several one or more, of the same k
   */
  public static Neighbours joined(List<Neighbours> several) {
    int k = several.get(0).k;
    int count = several.stream().mapToInt(Neighbours::count).sum();
    IntBuffer indices = IntBuffer.allocate(count * k);
    FloatBuffer cosines = FloatBuffer.allocate(count * k);
    for (Neighbours one : several) {
      indices.put(one.indices);
      cosines.put(one.cosines);
    }
    return new Neighbours(k, indices.array(), cosines.array());
  }

  /** Returns how many rows were asked about. */
  public int count() {
    return k == 0 ? 0 : indices.length / k;
  }

  /** Returns the mean of the rows: float32 [D]. */
  public static float[] mean(DeviceRows rows) {
    try (NDArray mean = rows.array().mean(new int[] {0})) {
      return mean.toFloatArray();
    }
  }

  private static NDArray directions(
      TorchScript program, NDManager scratch, DeviceRows rows, float[] mean) {
    return program.call(scratch, "directions", rows.array(), scratch.create(mean)).get(0);
  }

  /** Returns the near pairs of two blocks of rows, which begin at {@code first} and second. */
  private static NearPairs pairs(
      TorchScript program,
      NDManager parent,
      NDArray directions,
      int first,
      int second,
      double floor,
      NDArray least) {
    try (NDManager call = parent.newSubManager()) {
      NDList found =
          program.call(call, "pairs", directions, new long[] {first, second}, BLOCK, floor, least);
      return new NearPairs(
          Arrays.stream(found.get(0).toIntArray()).map(row -> first + row).toArray(),
          Arrays.stream(found.get(1).toIntArray()).map(row -> second + row).toArray(),
          found.get(2).toFloatArray());
    }
  }

  /** Returns what was found among rows as pairs, each once. */
  private NearPairs pairs() {
    SortedMap<Long, Float> pairs = new TreeMap<>();
    for (int i = 0; i < indices.length; i++) {
      int row = i / k;
      if (indices[i] >= 0) {
        long low = Math.min(row, indices[i]);
        pairs.put((low << 32) | Math.max(row, indices[i]), cosines[i]);
      }
    }
    float[] found = new float[pairs.size()];
    int at = 0;
    for (float cosine : pairs.values()) {
      found[at++] = cosine;
    }
    return new NearPairs(
        pairs.keySet().stream().mapToInt(pair -> (int) (pair >> 32)).toArray(),
        pairs.keySet().stream().mapToInt(Long::intValue).toArray(),
        found);
  }
}

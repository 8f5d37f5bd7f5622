package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Progress;
import io.headstart.RandomStream;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final int DIMENSION = 8;

  private static Neighbours among(float[] values, int k, double floor) {
    try (DeviceRows rows = TestRows.upload(TORCH, values, DIMENSION)) {
      return Neighbours.among(TORCH, rows, k, floor, Progress.NONE);
    }
  }

  private static float[] draw(int rows, long seed) {
    RandomStream random = RandomStream.of(seed, "neighbours");
    float[] values = new float[rows * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (3 + random.nextGaussian());
    }
    return values;
  }

  /** The definition, in float64: cosines of all pairs about the mean of the rows. */
  private static double[][] cosines(float[] queries, float[] rows) {
    double[] mean = new double[DIMENSION];
    for (int i = 0; i < rows.length; i++) {
      mean[i % DIMENSION] += rows[i] * DIMENSION / (double) rows.length;
    }
    double[][] a = directions(queries, mean);
    double[][] b = directions(rows, mean);
    double[][] result = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        for (int d = 0; d < DIMENSION; d++) {
          result[i][j] += a[i][d] * b[j][d];
        }
      }
    }
    return result;
  }

  private static double[][] directions(float[] values, double[] mean) {
    double[][] rows = new double[values.length / DIMENSION][DIMENSION];
    for (int i = 0; i < rows.length; i++) {
      double square = 0;
      for (int d = 0; d < DIMENSION; d++) {
        rows[i][d] = values[i * DIMENSION + d] - mean[d];
        square += rows[i][d] * rows[i][d];
      }
      for (int d = 0; d < DIMENSION; d++) {
        rows[i][d] /= Math.sqrt(square);
      }
    }
    return rows;
  }

  private static void assertNearest(Neighbours found, double[][] cosines, boolean same) {
    for (int i = 0; i < cosines.length; i++) {
      int row = i;
      int[] expected =
          IntStream.range(0, cosines[i].length)
              .filter(j -> !same || j != row)
              .boxed()
              .sorted(Comparator.comparingDouble(j -> -cosines[row][j]))
              .limit(found.k())
              .mapToInt(Integer::intValue)
              .toArray();
      for (int j = 0; j < found.k(); j++) {
        assertThat(found.cosines()[i * found.k() + j])
            .isCloseTo((float) cosines[i][expected[j]], within(1e-5f));
        assertThat(cosines[i][found.indices()[i * found.k() + j]])
            .isCloseTo(cosines[i][expected[j]], within(1e-5));
      }
    }
  }

  @Test
  void oneRowHasNoNeighbour() {
    assertThat(among(draw(1, 1), 2, -2).indices()).containsExactly(-1, -1);
  }

  @Test
  void rowsThatDoNotDifferAreNotNear() {
    assertThat(among(new float[4 * DIMENSION], 2, 0.1).indices()).containsOnly(-1);
  }

  @Test
  void withAFloorBelowAllEveryRowFindsItsNearest() {
    float[] values = draw(2500, 2);
    assertNearest(among(values, 4, -2), cosines(values, values), true);
  }

  @Test
  void onlyCosinesAboveTheFloorAreFoundInWhateverBlocks() {
    float[] values = draw(2500, 3);
    System.arraycopy(values, 0, values, 2400 * DIMENSION, DIMENSION);
    System.arraycopy(values, 0, values, 7 * DIMENSION, DIMENSION);
    Neighbours found = among(values, 3, 0.999);
    assertThat(Arrays.copyOf(found.indices(), 3)).containsOnly(7, 2400, -1);
    assertThat(Arrays.copyOfRange(found.indices(), 7200, 7203)).containsOnly(0, 7, -1);
    assertThat(found.cosines()[0]).isCloseTo(1, within(1e-5f));
  }

  @Test
  void ofManyNearRowsTheNearestStay() {
    float[] values = draw(1500, 6);
    Neighbours found = among(values, 2, 0.5);
    assertNearest(found, cosines(values, values), true);
  }

  @Test
  void groupsOfRowsOfferWhatAllRowsTogetherFind() {
    float[] values = draw(3500, 7);
    // Equally near rows in different groups: the first ones stay.
    for (int copy : new int[] {5, 1100, 2100, 2101, 3499}) {
      System.arraycopy(values, 0, values, copy * DIMENSION, DIMENSION);
    }
    Neighbours expected = among(values, 3, 0.5);
    NearestRows found = new NearestRows(3500, 3, 0.5f);
    int[] begins = {0, 1024, 3072, 3500};
    try (DeviceRows all = TestRows.upload(TORCH, values, DIMENSION)) {
      float[] mean = Neighbours.mean(all);
      for (int first = 0; first < 3; first++) {
        for (int second = first; second < 3; second++) {
          int[] numbers =
              IntStream.concat(
                      IntStream.range(begins[first], begins[first + 1]),
                      IntStream.range(begins[second], begins[second + 1]))
                  .distinct()
                  .toArray();
          try (DeviceRows rows = all.select(numbers)) {
            int split = first == second ? 0 : begins[first + 1] - begins[first];
            NearPairs near =
                Neighbours.among(TORCH, new Neighbours.Groups(rows, mean, split), 3, 0.5);
            found.offer(
                new NearPairs(
                    Arrays.stream(near.rows()).map(row -> numbers[row]).toArray(),
                    Arrays.stream(near.columns()).map(row -> numbers[row]).toArray(),
                    near.cosines()));
          }
        }
      }
    }
    assertThat(found.neighbours().indices()).isEqualTo(expected.indices());
    assertThat(found.neighbours().cosines()).isEqualTo(expected.cosines());
  }

  @Test
  void queriesFindTheNearestOfOtherRows() {
    float[] queries = draw(1100, 4);
    float[] values = draw(9000, 5);
    try (DeviceRows asked = TestRows.upload(TORCH, queries, DIMENSION);
        DeviceRows rows = TestRows.upload(TORCH, values, DIMENSION)) {
      Neighbours found = Neighbours.between(TORCH, asked, rows, 3);
      assertNearest(found, cosines(queries, values), false);
      assertThat(rows.array().toFloatArray()).as("unchanged").isEqualTo(values);
    }
  }
}

package io.headstart.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.train.Neighbours;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutliersTest {
  /** Returns one neighbour of each image: the next one. */
  private static Neighbours next(float... cosines) {
    int[] indices = new int[cosines.length];
    Arrays.setAll(indices, i -> (i + 1) % indices.length);
    return new Neighbours(1, indices, cosines);
  }

  private static int[] all(int count) {
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    return all;
  }

  @Test
  void threeImagesHaveNoOutlier() {
    assertThat(Outliers.of(next(0.9f, 0.9f, -0.9f), all(3))).isEmpty();
  }

  /** Distances 0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.3, 0.9: quartiles 0.2 and 0.3, fence 0.45. */
  @Test
  void whatLiesBeyondTheFenceIsAnOutlier() {
    Neighbours near = next(0.9f, 0.9f, 0.8f, 0.8f, 0.8f, 0.7f, 0.7f, 0.1f);
    assertThat(Outliers.of(near, all(8))).extracting(Outliers.Outlier::image).containsExactly(7);
  }

  @Test
  void anImageIsNoNeighbourOfItself() {
    int[] indices = {0, 1, 1, 2, 2, 3, 3, 0, 4, 0};
    float[] cosines = {1, 0.9f, 1, 0.9f, 1, 0.9f, 1, 0.9f, 1, -0.5f};
    assertThat(Outliers.of(new Neighbours(2, indices, cosines), all(5)))
        .extracting(Outliers.Outlier::image)
        .containsExactly(4);
  }
}

package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankingTest {
  @Test
  void aGroupWithoutImagesHasNoArea() {
    assertThatThrownBy(() -> Ranking.auroc(new double[0], new double[1]))
        .hasMessage("a group without images");
  }

  @Test
  void equalScoresCountHalf() {
    assertThat(Ranking.auroc(new double[] {1, 1}, new double[] {1})).isEqualTo(0.5);
  }

  /** Of the six pairs four are in order and one is equal. */
  @Test
  void itIsTheShareOfPairsInOrder() {
    double[] above = {3, 2};
    assertThat(Ranking.auroc(above, new double[] {1, 2, 2.5})).isCloseTo(4.5 / 6, within(1e-12));
  }
}

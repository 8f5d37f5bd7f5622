package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class McNemarTest {
  @Test
  void withoutAnImageNothingDiffers() {
    McNemar none = McNemar.of(new boolean[0], new boolean[0]);
    assertThat(none.difference()).isZero();
    assertThat(none.p()).isEqualTo(1);
  }

  @Test
  void onlyImagesCountThatOneAloneGetsRight() {
    boolean[] first = {true, true, false, false, true};
    boolean[] second = {true, false, true, false, false};
    assertThat(McNemar.of(first, second)).isEqualTo(new McNemar(5, 2, 1));
    assertThat(McNemar.of(first, second).difference()).isEqualTo(-0.2);
  }

  @Test
  void theProbabilityIsTheExactBinomialOne() {
    // scipy.stats.binomtest(k, n, 0.5).pvalue for (2, 10), (0, 5), (37, 100).
    assertThat(new McNemar(50, 2, 8).p()).isCloseTo(0.109375, within(1e-12));
    assertThat(new McNemar(50, 5, 0).p()).isCloseTo(0.0625, within(1e-12));
    assertThat(new McNemar(500, 63, 37).p()).isCloseTo(0.012_032_975_725, within(1e-11));
    assertThat(new McNemar(50, 3, 3).p()).isEqualTo(1);
  }

  @Test
  void manyImagesNeitherOverflowNorVanish() {
    assertThat(new McNemar(2_000_000, 500_000, 500_500).p()).isBetween(0.6, 0.63);
    assertThat(new McNemar(2_000_000, 0, 1_000_000).p()).isZero();
  }

  @Test
  void countsThatCannotBeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new McNemar(3, 2, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> McNemar.of(new boolean[1], new boolean[2]));
  }
}

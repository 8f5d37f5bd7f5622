package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonIntervalTest {
  @Test
  void ofNoImagesNothingIsKnown() {
    assertThat(WilsonInterval.of(0, 0)).isEqualTo(new WilsonInterval(0, 1));
  }

  @Test
  void aPerfectScoreOfFewImagesIsNoCertainty() {
    WilsonInterval all = WilsonInterval.of(1, 25);
    assertThat(all.high()).isCloseTo(1, within(1e-12));
    // 25 / (25 + 1.96^2).
    assertThat(all.low()).isCloseTo(0.8668, within(1e-4));
    assertThat(WilsonInterval.of(0, 25).high()).isCloseTo(1 - all.low(), within(1e-12));
    assertThat(WilsonInterval.of(0, 25).low()).isCloseTo(0, within(1e-12));
  }

  /** 24 of 25: R's prop.test(24, 25, correct = FALSE). */
  @Test
  void aHighShareOfFewImagesHasALopsidedInterval() {
    WilsonInterval interval = WilsonInterval.of(0.96, 25);
    assertThat(interval.low()).isCloseTo(0.8046, within(1e-4));
    assertThat(interval.high()).isCloseTo(0.9929, within(1e-4));
  }

  @Test
  void ofManyImagesItIsTheNormalApproximation() {
    WilsonInterval interval = WilsonInterval.of(0.9, 1_000_000);
    assertThat(interval.high() - 0.9).isCloseTo(1.96 * 0.0003, within(2e-6));
    assertThat(0.9 - interval.low()).isCloseTo(1.96 * 0.0003, within(2e-6));
  }
}

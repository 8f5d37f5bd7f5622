package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.metrics.RiskCoverage.Point;
import org.junit.jupiter.api.Test;

class RiskCoverageTest {
  @Test
  void withoutImagesNothingIsCovered() {
    RiskCoverage none = RiskCoverage.of(new double[0], new boolean[0]);
    assertThat(none.points()).isEmpty();
    assertThat(none.within(1)).isEmpty();
    assertThat(none.thinned(5).points()).isEmpty();
  }

  @Test
  void theMostCertainAreAnsweredFirst() {
    RiskCoverage curve =
        RiskCoverage.of(new double[] {0.5, 0.9, 0.7, 0.6}, new boolean[] {false, true, true, true});
    assertThat(curve.points())
        .containsExactly(
            new Point(0.9, 0.25, 0),
            new Point(0.7, 0.5, 0),
            new Point(0.6, 0.75, 0),
            new Point(0.5, 1, 0.25));
    assertThat(curve.within(0)).contains(new Point(0.6, 0.75, 0));
    assertThat(curve.within(0.3)).contains(new Point(0.5, 1, 0.25));
  }

  /** A threshold cannot part images of the same confidence. */
  @Test
  void equalConfidencesAreAnsweredTogether() {
    RiskCoverage curve =
        RiskCoverage.of(new double[] {0.8, 0.8, 0.4}, new boolean[] {true, false, true});
    assertThat(curve.points()).hasSize(2);
    assertThat(curve.points().get(0).risk()).isEqualTo(0.5);
    assertThat(curve.within(0.1)).isEmpty();
  }

  /** The risk may fall again: later right answers make up for an early mistake. */
  @Test
  void theWidestCoverageWithinARiskCounts() {
    double[] confidence = {0.9, 0.8, 0.7, 0.6, 0.5};
    RiskCoverage curve = RiskCoverage.of(confidence, new boolean[] {false, true, true, true, true});
    assertThat(curve.within(0.2).orElseThrow().coverage()).isCloseTo(1, within(1e-12));
  }

  @Test
  void fewerPointsEndWithTheSameLast() {
    double[] confidence = {0.9, 0.8, 0.7, 0.6, 0.5};
    RiskCoverage curve = RiskCoverage.of(confidence, new boolean[5]);
    assertThat(curve.thinned(2).points())
        .containsExactly(curve.points().get(1), curve.points().get(4));
  }
}

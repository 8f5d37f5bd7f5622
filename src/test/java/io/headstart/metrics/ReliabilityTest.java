package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReliabilityTest {
  @Test
  void withoutImagesThereIsNoError() {
    Reliability none = Reliability.of(new double[0], new boolean[0]);
    assertThat(none.bins()).hasSize(15).allMatch(bin -> bin.count() == 0);
    assertThat(none.expectedCalibrationError()).isZero();
  }

  /** Two of 0.95 with one right, two of 0.35 with one right: (0.45 + 0.15) / 2. */
  @Test
  void theErrorIsTheGapOfEachBinByItsShareOfTheImages() {
    Reliability reliability =
        Reliability.of(
            new double[] {0.95, 0.95, 0.35, 0.35}, new boolean[] {true, false, true, false});
    assertThat(reliability.expectedCalibrationError()).isCloseTo(0.30, within(1e-12));
    assertThat(reliability.bins().get(14)).isEqualTo(new Reliability.Bin(2, 0.95, 0.5));
    assertThat(reliability.bins().get(5)).isEqualTo(new Reliability.Bin(2, 0.35, 0.5));
  }

  @Test
  void theEndsOfTheScaleHaveABin() {
    Reliability ends = Reliability.of(new double[] {0, 1}, new boolean[] {false, true});
    assertThat(ends.bins().get(0).count()).isEqualTo(1);
    assertThat(ends.bins().get(14).count()).isEqualTo(1);
    assertThat(ends.expectedCalibrationError()).isZero();
  }
}

package io.headstart.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aClassifierOfOneImageAtATimeGetsOne() {
    BatchSize size = new BatchSize(1, new double[] {5});
    size.measured(1, SECOND);
    assertThat(size.best()).isEqualTo(1);
    assertThat(size.imagesPerSecond()).isBetween(1.0, 5.0);
  }

  @Test
  void theGreatestOfEqualSizesIsTaken() {
    assertThat(new BatchSize(8, new double[] {10, 10, 10, 9.6}).best()).isEqualTo(8);
    assertThat(new BatchSize(8, new double[] {10, 20, 20, 15}).best()).isEqualTo(4);
  }

  @Test
  void theGreatestNeedBeNoPowerOfTwo() {
    assertThat(new BatchSize(12, new double[] {1, 2, 4, 8, 11}).best()).isEqualTo(12);
  }

  @Test
  void whatIsMeasuredLaterChangesTheChoice() {
    BatchSize size = new BatchSize(4, new double[] {10, 20, 30});
    for (int i = 0; i < 50; i++) {
      size.measured(3, SECOND); // No size of its own: it says nothing about four.
    }
    assertThat(size.best()).isEqualTo(4);
    for (int i = 0; i < 50; i++) {
      size.measured(4, SECOND);
    }
    assertThat(size.best()).isEqualTo(2);
  }
}

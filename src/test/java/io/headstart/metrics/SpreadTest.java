package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void measuresMeanAndSampleDeviation() {
    Spread spread = Spread.of(List.of(1.0, 2.0, 4.0));
    assertThat(spread.mean()).isCloseTo(7.0 / 3, within(1e-12));
    assertThat(spread.deviation()).isCloseTo(Math.sqrt(7.0 / 3), within(1e-12));
    assertThat(spread.count()).isEqualTo(3);
  }

  @Test
  void oneValueHasNoDeviation() {
    assertThat(Spread.of(List.of(5.0))).isEqualTo(new Spread(5, 0, 1));
  }
}

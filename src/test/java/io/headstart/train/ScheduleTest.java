package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.config.SettingsReader;
import io.headstart.config.TrainSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schedules of range tests; the others are compared with torch.optim in ReferenceTest. */
class ScheduleTest {
  private static Schedule schedule(String type) {
    TrainSettings settings =
        SettingsReader.parse(
                "train: {epochs: 2, schedule: {type: %s, unit: update, minimum: 1e-4, maximum: 1}}"
                    .formatted(type),
                "test",
                List.of())
            .train();
    return Schedule.of(settings, 5);
  }

  @Test
  void linearRisesByTheSameAmount() {
    Schedule linear = schedule("linear");
    assertThat(linear.rate(0)).isEqualTo(1e-4);
    assertThat(linear.rate(9)).isEqualTo(1);
    assertThat(linear.rate(4) - linear.rate(3))
        .isCloseTo(linear.rate(8) - linear.rate(7), within(1e-12));
  }

  @Test
  void geometricRisesByTheSameFactor() {
    Schedule geometric = schedule("geometric");
    assertThat(geometric.rate(0)).isEqualTo(1e-4);
    assertThat(geometric.rate(9)).isCloseTo(1, within(1e-12));
    assertThat(geometric.rate(4) / geometric.rate(3))
        .isCloseTo(Math.pow(1e4, 1.0 / 9), within(1e-9));
  }
}

package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that no training could follow are refused when the configuration is read. */
class TrainingSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train: {schedule: {type: step, every: 0}} | received 0; accepted a whole number of 1
          train: {schedule: {type: triangular, half-cycle: 0}} | train.schedule.half-cycle: received 0
          train: {schedule: {type: multi-step}} | train.schedule.milestones: received nothing; accepted a list
          train: {schedule: {type: multi-step, milestones: []}} | received none; accepted at least one for multi-step
          train: {schedule: {type: geometric, minimum: 0}} | received 0; accepted a number above 0
          train: {schedule: {type: linear, minimum: 1, maximum: 0.1}} | minimum <= maximum
          train: {schedule: {type: triangular, warmup: 3}} | received 3 with triangular; accepted 0
          model: {dropout: 1.0} | received 1.0; accepted a number from 0 to below 1
          model: {hidden: [1, 2, 3, 4, 5]} | received 5 widths; accepted 0 to 4 widths
          train: {weight-decay: 0.1, optimizer: adam} | 0.1 with adam
          train: {batch-size: 0} | train.batch-size: received 0
          features: {pca: {components: 5, variance: 0.5}} | exactly one of components and variance
          """)
  void isRefused(String yaml, String said) {
    assertThatThrownBy(() -> SettingsReader.parse(yaml, "run.yaml", List.of()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = "{train: {early-stopping: {}}, data: {split: {validation: 0}}} | validation images")
  void stoppingEarlyNeedsValidationImages(String yaml, String said) {
    assertThatThrownBy(() -> SettingsReader.parse(yaml, "run.yaml", List.of()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("early-stopping with data.split.validation: 0")
        .hasMessageContaining(said);
  }
}

package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsWriterTest {
  @Test
  void theDefaultsReadBackEqual() {
    String yaml = SettingsWriter.yaml(Settings.defaults());

    assertThat(SettingsReader.parse(yaml, "a.yaml", List.of())).isEqualTo(Settings.defaults());
  }

  @Test
  void unusualSettingsReadBackEqualToTheLastBit() {
    Settings settings = UnusualSettings.settings();

    String yaml = SettingsWriter.yaml(settings);

    assertThat(SettingsReader.parse(yaml, "a.yaml", List.of())).isEqualTo(settings);
  }

  @Test
  void theUnusualSettingsDifferFromTheDefaultInEveryKey() {
    var unusual = SettingsWriter.flatten(UnusualSettings.settings());
    var defaults = SettingsWriter.flatten(Settings.defaults());

    assertThat(defaults.entrySet()).allSatisfy(e -> assertThat(unusual).doesNotContain(e));
  }

  @Test
  void yamlIsNestedWithListsOnOneLine() {
    assertThat(SettingsWriter.yaml(Settings.defaults()))
        .startsWith("seed: 0\ndevice: auto\ndata:\n  source: cifar10\n  path: null\n")
        .contains("  split:\n    train: [train]\n    validation: auto\n    test: [auto]\n")
        .contains("  hidden: [64]\n")
        .contains("  optimizer: sgd\n  l2: 0\n");
  }

  @Test
  void flatSettingsHaveOneValueAPath() {
    assertThat(SettingsWriter.flatten(Settings.defaults()))
        .containsEntry("data.split.validation", "auto")
        .containsEntry("train.schedule.type", "constant")
        .containsEntry("train.noise", "null")
        .containsEntry("model.hidden", "[64]")
        .doesNotContainKey("train");
  }

  @Test
  void theTreeKeepsTypes() {
    assertThat(SettingsWriter.tree(Settings.defaults()))
        .containsEntry("seed", 0L)
        .extractingByKey("model")
        .isEqualTo(
            java.util.Map.of(
                "hidden", List.of(64), "dropout", 0.0, "initialization", "he", "deviation", 0.001));
  }
}

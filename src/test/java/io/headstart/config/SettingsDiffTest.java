package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsDiffTest {
  @Test
  void equalSettingsDoNotDiffer() {
    assertThat(SettingsDiff.between(List.of())).isEmpty();
    assertThat(SettingsDiff.between(List.of(Settings.defaults(), Settings.defaults()))).isEmpty();
  }

  @Test
  void keysThatDifferAreGivenWithEveryValue() {
    assertThat(
            SettingsDiff.between(
                List.of(
                    read("train: {epochs: 3}"),
                    read("train: {epochs: 4, noise: {share: 1}}"),
                    read("train: {epochs: 3}"))))
        .containsOnly(
            java.util.Map.entry("train.epochs", List.of("3", "4", "3")),
            java.util.Map.entry("train.noise", List.of("null", "-", "null")),
            java.util.Map.entry("train.noise.deviation", List.of("-", "0.01", "-")),
            java.util.Map.entry("train.noise.share", List.of("-", "1", "-")));
  }

  private static Settings read(String yaml) {
    return SettingsReader.parse(yaml, "a.yaml", List.of());
  }
}

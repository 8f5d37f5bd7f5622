package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations made to take all memory, all time or the whole stack. */
class HostileYamlTest {
  private static void refused(String yaml, String reason) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> SettingsReader.parse(yaml, "hostile.yaml", List.of()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(5_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "!!seq [", "&a ["})
  void listsWithinListsAreRefused(String open) {
    refused(
        "model: " + (open.equals("- ") || open.equals("? ") ? "\n  " : "") + open.repeat(100_000),
        "");
    refused("seed: " + "[".repeat(100_000) + "]".repeat(100_000), "more than 32 lists and maps");
  }

  @Test
  void aNumberOfAMillionDigitsIsTooLarge() {
    refused("seed: " + "9".repeat(1_000_000), "at most 9223372036854775807");
    refused("seed: -" + "9".repeat(1_000_000), "at most 9223372036854775807");
    refused("seed: 0x" + "f".repeat(1_000_000), "at most 9223372036854775807");
    refused("train: {learning-rate: " + "9".repeat(1_000_000) + "}", "");
    refused("data: {split: {validation: " + "9".repeat(1_000_000) + "}}", "");
  }

  @Test
  void aValueMadeOfItselfIsRefused() {
    refused("search: &a {dimensions: [*a, *a]}", "hostile.yaml");
    refused("&a *a : 1", "");
  }

  @Test
  void aListOfListsOfListsByNamesIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]%n".formatted(i, i - 1));
    }
    refused(bomb.toString(), "100 aliases");
  }

  @Test
  void aFewAliasesStayAllowed() {
    Settings settings =
        SettingsReader.parse("seed: &s 7\ntrain: {epochs: *s}", "small.yaml", List.of());
    assertThat(settings.train().epochs()).isEqualTo(7);
  }

  @Test
  void aFileWithoutAnEndIsRefused() {
    Path endless = Path.of("/dev/zero");
    Assumptions.assumeTrue(Files.exists(endless));
    assertThatThrownBy(() -> SettingsReader.read(endless, List.of()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("more than 1,048,576 bytes");
  }
}

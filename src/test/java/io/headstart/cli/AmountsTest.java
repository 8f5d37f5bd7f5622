package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "0B, 0",
    "1kB, 1000",
    "500MB, 500000000",
    "10GB, 10000000000",
    "10 gb, 10000000000",
    "1.5GiB, 1610612736",
    "2TiB, 2199023255552",
    "1KiB, 1024"
  })
  void sizesAreBytes(String text, long bytes) {
    assertThat(Amounts.bytes("--max-size", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"0s, 0", "90min, 5400", "90m, 5400", "12h, 43200", "30d, 2592000", "1.5d, 129600"})
  void agesAreSeconds(String text, long seconds) {
    assertThat(Amounts.age("--unused-for", text)).hasSeconds(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "GB", "-1GB", "10XB", "1e3GB", "1.GB", "10d", "999999999TB"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> Amounts.bytes("--max-size", text))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.USAGE))
        .hasMessageStartingWith("--max-size cannot be understood")
        .hasMessageContaining("received: \"" + text + "\"")
        .hasMessageContaining("accepted: a size such as 500MB, 10GB or 2GiB")
        .hasMessageContaining("next:     correct --max-size");
  }

  @Test
  void anAgeBeyondACenturyIsASlip() {
    assertThatThrownBy(() -> Amounts.age("--unused-for", "36526d"))
        .hasMessageContaining("accepted: an age such as 90min, 12h, 30d or 4w");
    assertThat(Amounts.age("--unused-for", "36525d")).hasDays(36_525);
  }
}

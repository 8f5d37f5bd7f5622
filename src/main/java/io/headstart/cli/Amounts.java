package io.headstart.cli;

import io.headstart.Failure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and ages as users type them: a number and its unit, {@code 10GB}, {@code 1.5GiB}. */
final class Amounts {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?) ?([a-z]+)");

  private static final Map<String, Long> BYTES =
      Map.of(
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40);

  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "min", 60L, "h", 3_600L, "d", 86_400L, "w", 604_800L);

  /** A century: what is longer is a slip, and far from the limits of time arithmetic. */
  private static final long MOST_SECONDS = 36_525L * 86_400;

  private Amounts() {}

  /**
   * Reads a size in bytes; GB are 10^9 bytes, GiB 2^30.
   *
   * @param option where it stands, for the message
   * @throws Failure of kind USAGE when it is none
   */
  static long bytes(String option, String text) {
    return amount(
        option, text, BYTES, Long.MAX_VALUE, "a size such as 500MB, 10GB or 2GiB (B to TB, TiB)");
  }

  /**
   * Reads an age, exact to the second.
   *
   * @param option where it stands, for the message
   * @throws Failure of kind USAGE when it is none, or more than a century
   */
  static Duration age(String option, String text) {
    return Duration.ofSeconds(
        amount(
            option,
            text,
            SECONDS,
            MOST_SECONDS,
            "an age such as 90min, 12h, 30d or 4w, up to a century"));
  }

  private static long amount(
      String option, String text, Map<String, Long> units, long most, String accepted) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    BigDecimal amount =
        unit == null ? null : new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    if (amount == null || amount.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw Failure.usage("%s cannot be understood", option)
          .received("\"%s\"", text)
          .accepted("%s", accepted)
          .next("correct %s", option)
          .build();
    }
    return amount.longValue();
  }
}

package io.headstart.run;

import io.headstart.io.Sha256;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-256 that a JSON file carries of itself: its last field, of the text before that field. It
 * finds damage, not a forger.
 */
final class Seal {
  static final String FIELD = "sha256";

  private static final Pattern AT_THE_END =
      Pattern.compile(",\\s*\"" + FIELD + "\"\\s*:\\s*\"([^\"]*)\"\\s*}\\s*$");

  private Seal() {}

  /** Returns the text of an object, which has at least one field, with its seal. */
  static String seal(String object) {
    String body = object.substring(0, object.lastIndexOf('}')).stripTrailing();
    return "%s,%n  \"%s\": \"%s\"%n}".formatted(body, FIELD, Sha256.of(body)).replace("\r", "");
  }

  /**
   * Checks a text that has a seal.
   *
   * @throws io.headstart.Failure when the seal is another content's
   */
  static void check(Path file, String text) {
    Matcher seal = AT_THE_END.matcher(text);
    if (!seal.find()) {
      throw RunFile.damaged(file, "text behind its SHA-256", "that field as the last one");
    }
    String actual = Sha256.of(text.substring(0, seal.start()));
    if (!actual.equals(seal.group(1))) {
      throw RunFile.damaged(
          file, "content with the SHA-256 " + actual, seal.group(1) + ", as its last field says");
    }
  }
}

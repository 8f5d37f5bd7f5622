package io.headstart.breaking;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a command ended.
 *
 * @param code its exit code; -1 when its process died, -2 when it was stopped for taking too long
 * @param out what it printed
 * @param err what it said
 * @param seconds it took
 * @param processorSeconds of all its threads; 0 when unknown
 * @param peakBytes the most memory its process held meanwhile; 0 when unknown
 */
record Ended(
    int code, String out, String err, double seconds, double processorSeconds, long peakBytes) {
  static final int DIED = -1;
  static final int STOPPED = -2;

  boolean succeeded() {
    return code == 0;
  }

  /** Returns what is wrong with the way it ended, whatever it had to say. */
  Optional<String> disgrace() {
    if (code == DIED) {
      return Optional.of("the process died: " + tail());
    }
    if (code == STOPPED) {
      return Optional.of("no end after %.0f s".formatted(seconds));
    }
    if (err.contains("internal error") || err.contains("\n\tat ")) {
      return Optional.of("internal error or trace: " + tail());
    }
    boolean explained =
        code == 0
            || (code == 2 && err.contains("next:"))
            || Stream.of("received:", "accepted:", "next:").allMatch(err::contains);
    return explained ? Optional.empty() : Optional.of("code " + code + " unexplained: " + tail());
  }

  /** Returns the end of what it said, on one line. */
  String tail() {
    String line = err.strip().replaceAll("\\s*\n\\s*", " | ");
    return line.length() > 400 ? "..." + line.substring(line.length() - 400) : line;
  }
}

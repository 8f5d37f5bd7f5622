package io.headstart.data;

import java.util.Map;
import java.util.Optional;

/**
 * A row of a list of images.
 *
 * @param line where it begins in the file, 1 for the first
 * @param fields its texts by column; columns without a text are left out
 */
record ListRow(long line, Map<String, String> fields) {
  /** Returns a text, without blanks around it. */
  Optional<String> get(String column) {
    return Optional.ofNullable(fields.get(column)).map(String::strip).filter(s -> !s.isEmpty());
  }
}

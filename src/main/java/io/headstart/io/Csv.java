package io.headstart.io;

import java.util.List;

/** Writes comma-separated values as RFC 4180 has them, with a plain line feed. */
public final class Csv {
  private Csv() {}

  /**
   * Returns one line with its end; fields are quoted where they need it.
   *
   * @param fields texts, or numbers, which are written with all their digits
   */
  public static String line(List<?> fields) {
    return String.join(",", fields.stream().map(String::valueOf).map(Csv::quoted).toList()) + "\n";
  }

  /** Returns a table: a line of column names, then the rows. */
  public static String table(List<String> columns, List<? extends List<?>> rows) {
    StringBuilder table = new StringBuilder(line(columns));
    rows.forEach(row -> table.append(line(row)));
    return table.toString();
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}

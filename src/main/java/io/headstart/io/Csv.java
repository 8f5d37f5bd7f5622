package io.headstart.io;

import java.util.List;

/** Writes lines of comma-separated values as RFC 4180 has them, with a plain line feed. */
public final class Csv {
  private Csv() {}

  /** Returns one line with its end; fields are quoted where they need it. */
  public static String line(List<String> fields) {
    return String.join(",", fields.stream().map(Csv::quoted).toList()) + "\n";
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}

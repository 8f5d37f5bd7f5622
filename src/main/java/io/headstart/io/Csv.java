package io.headstart.io;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes comma-separated values as RFC 4180 has them, with a plain line feed.
 *
 * <p>Names of classes and files are others' words, and spreadsheets run what begins like a formula.
 * As OWASP advises (CSV Injection), such a text gets an apostrophe in front. Nothing is lost: a
 * reader takes one apostrophe away from a field that begins with apostrophes and then one of the
 * characters {@code = + - @}, their full-width forms, tab or carriage return.
 */
public final class Csv {
  private static final Pattern FORMULA =
      Pattern.compile("'*[=+\\-@\\t\\r\uff1d\uff0b\uff0d\uff20]");
  private static final Pattern NUMBER =
      Pattern.compile("-?(\\d+(\\.\\d+)?([eE][-+]?\\d+)?|Infinity)");

  private Csv() {}

  /**
   * Returns one line with its end; fields are quoted where they need it, and no text is a formula.
   *
   * @param fields texts, or numbers, which are written with all their digits
   */
  public static String line(List<?> fields) {
    return String.join(",", fields.stream().map(Csv::field).toList()) + "\n";
  }

  /** Returns a table: a line of column names, then the rows. */
  public static String table(List<String> columns, List<? extends List<?>> rows) {
    StringBuilder table = new StringBuilder(line(columns));
    rows.forEach(row -> table.append(line(row)));
    return table.toString();
  }

  private static String field(Object value) {
    String text = String.valueOf(value);
    boolean formula = FORMULA.matcher(text).lookingAt() && !NUMBER.matcher(text).matches();
    return quoted(formula ? "'" + text : text);
  }

  private static String quoted(String field) {
    // A semicolon or a tab ends a field where a spreadsheet's language says so.
    boolean plain = field.chars().noneMatch(c -> ",;\t\"\n\r".indexOf(c) >= 0);
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}

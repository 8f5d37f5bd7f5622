package io.headstart.run;

import io.headstart.Failure;
import io.headstart.io.LineChecksum;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A table of numbers as the trainer writes it: a header, then rows of as many fields, separated by
 * commas, without quotes; an empty field is a number that was not taken. Strict: whatever else a
 * row holds is a failure that names the line. Where the last column is {@link #CHECKSUM}, a line
 * must have the checksum of the rest of it, and a last line without its end is left out: the
 * program that was to write it was killed, or is writing it at this moment.
 */
final class CsvTable {
  /** The last column of a table whose lines carry their checksums. */
  static final String CHECKSUM = "crc32c";

  // What Double.toString writes; Double.parseDouble alone would also take "1f" and "0x1p3".
  private static final Pattern NUMBER =
      Pattern.compile("NaN|-?Infinity|-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

  private final Object file;
  private final Map<String, Integer> columns;
  private final List<String[]> rows;

  private CsvTable(Object file, Map<String, Integer> columns, List<String[]> rows) {
    this.file = file;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Reads a table that has at least the required columns, in any order.
   *
   * @param file that holds the text, for failures
   */
  static CsvTable parse(Object file, String text, List<String> required) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    Map<String, Integer> columns = new LinkedHashMap<>();
    if (!lines.isEmpty()) {
      for (String name : lines.get(0).split(",", -1)) {
        if (columns.put(name, columns.size()) != null) {
          throw RunFile.damaged(file, "two columns " + name, "each column once");
        }
      }
    }
    for (String name : required) {
      if (!columns.containsKey(name)) {
        String received = lines.isEmpty() ? "an empty file" : "a header without " + name;
        throw RunFile.damaged(file, received, "the columns " + String.join(",", required));
      }
    }
    boolean checked = lines.get(0).endsWith("," + CHECKSUM);
    if (checked && !text.endsWith("\n")) {
      lines.remove(lines.size() - 1);
    }
    List<String[]> rows = new ArrayList<>();
    for (int line = 1; line < lines.size(); line++) {
      if (checked) {
        requireChecked(file, line, lines.get(line));
      }
      String[] fields = lines.get(line).split(",", -1);
      if (fields.length != columns.size()) {
        throw RunFile.damaged(
            file,
            "line " + (line + 1) + " with " + fields.length + " fields",
            columns.size() + " fields, as in the header");
      }
      rows.add(fields);
    }
    return new CsvTable(file, columns, rows);
  }

  /** Returns a line with its checksum. */
  static String checked(String line) {
    return line + "," + LineChecksum.of(line.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireChecked(Object file, int index, String line) {
    String content = line.substring(0, Math.max(0, line.lastIndexOf(',')));
    if (!line.equals(checked(content))) {
      throw RunFile.damaged(
          file,
          "line %d, whose checksum is not that of its content".formatted(index + 1),
          checked(content).substring(content.length() + 1) + " at the end of that line");
    }
  }

  int size() {
    return rows.size();
  }

  /** Returns a number that may be missing, with its column or in its row. */
  OptionalDouble number(int row, String column) {
    if (!columns.containsKey(column)) {
      return OptionalDouble.empty();
    }
    String text = rows.get(row)[columns.get(column)];
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!NUMBER.matcher(text).matches()) {
      throw wrong(row, column, text, "a number, or nothing");
    }
    return OptionalDouble.of(Double.parseDouble(text));
  }

  /** Returns a number that must be there. */
  double required(int row, String column) {
    return number(row, column).orElseThrow(() -> wrong(row, column, "", "a number"));
  }

  /** Returns a count that must be there. */
  long count(int row, String column) {
    String text = rows.get(row)[columns.get(column)];
    if (!text.matches("\\d{1,18}")) {
      throw wrong(row, column, text, "a whole number from 0");
    }
    return Long.parseLong(text);
  }

  /** Returns the number of the row's epoch. */
  int epoch(int row) {
    long epoch = count(row, "epoch");
    if (epoch > Integer.MAX_VALUE) {
      throw wrong(row, "epoch", Long.toString(epoch), "a whole number up to " + Integer.MAX_VALUE);
    }
    return (int) epoch;
  }

  private Failure wrong(int row, String column, String text, String accepted) {
    return RunFile.damaged(
        file, "line " + (row + 2) + ", column " + column + ": \"" + text + "\"", accepted);
  }
}

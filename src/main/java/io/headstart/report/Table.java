package io.headstart.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A table, for a page or for a terminal.
 *
 * @param look how a page shows it
 * @param caption a remark below it; may be empty
 * @param columns names of the columns, that of the rows' headings first; may be empty
 * @param rows each with as many cells as there are columns after the first
 * @param totals rows that sum up the others
 */
record Table(Look look, String caption, List<String> columns, List<Row> rows, List<Row> totals) {
  /** Stands where there is no table. */
  static final Table NONE = new Table(Look.NUMBERS, "", List.of(), List.of());

  /** How a page shows a table. */
  enum Look {
    /** Numbers, flush right. */
    NUMBERS,
    /** A name and a text a row. */
    FACTS,
    /** Values of settings. */
    SETTINGS;

    /** Returns the class of the style sheet. */
    String style() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One row; its heading is the first column. */
  record Row(String heading, List<Cell> cells) {
    static Row of(String heading, List<String> texts) {
      return new Row(heading, texts.stream().map(text -> new Cell(text, false)).toList());
    }

    static Row of(String heading, String... texts) {
      return of(heading, List.of(texts));
    }
  }

  /** One cell; the best of several is marked. */
  record Cell(String text, boolean best) {}

  Table(Look look, String caption, List<String> columns, List<Row> rows) {
    this(look, caption, columns, rows, List.of());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Returns aligned columns of plain text: the first flush left, the others flush right. A star
   * marks the best.
   */
  String text() {
    boolean marks = rows.stream().flatMap(row -> row.cells.stream()).anyMatch(Cell::best);
    List<List<String>> lines =
        Stream.concat(
                Stream.of(columns.stream().map(Table::plain).toList()),
                rows.stream().map(row -> line(row, marks)))
            .toList();
    StringBuilder text = new StringBuilder();
    for (List<String> cells : lines) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < cells.size(); column++) {
        String cell = cells.get(column);
        String space = " ".repeat(width(lines, column) - cell.length());
        line.append(column == 0 ? cell + space : "  " + space + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> line(Row row, boolean marks) {
    return Stream.concat(
            Stream.of(plain(row.heading)),
            row.cells.stream()
                .map(cell -> plain(cell.text) + (!marks ? "" : cell.best ? "*" : " ")))
        .toList();
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  /** A control character in a name could move the cursor or color the terminal. */
  private static String plain(String cell) {
    return cell.replace('\u00a0', ' ').replaceAll("\\p{Cntrl}", "\ufffd");
  }
}

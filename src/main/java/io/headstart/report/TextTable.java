package io.headstart.report;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns of plain text: the first flush left, the others flush right. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; all rows have as many cells. */
  void row(String heading, List<String> cells) {
    List<String> row = new ArrayList<>();
    row.add(plain(heading));
    cells.forEach(cell -> row.add(plain(cell)));
    rows.add(row);
  }

  /** A control character in a name could move the cursor or color the terminal. */
  private static String plain(String cell) {
    return cell.replace('\u00a0', ' ').replaceAll("\\p{Cntrl}", "\ufffd");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String space = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? cell + space : "  " + space + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}

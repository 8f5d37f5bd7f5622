package io.headstart.report;

import java.util.List;

/** Writes HTML; all text is escaped, so that no name from outside can become markup. */
final class Html {
  private final StringBuilder page = new StringBuilder();

  /** Returns text that is safe between tags and inside quoted attributes. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        case '\t', '\n', '\r' -> safe.append(c);
        // HTML has no other control characters.
        default -> safe.append(c < ' ' || c == 0x7f ? '\ufffd' : c);
      }
    }
    return safe.toString();
  }

  /** Adds markup as it is: only ever text written in this package, never data. */
  Html markup(String markup) {
    page.append(markup);
    return this;
  }

  /** Adds text. */
  Html text(String text) {
    return markup(escape(text));
  }

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn; the values are escaped
   */
  Html open(String name, String... attributes) {
    page.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      page.append(' ').append(attributes[i]).append("=\"");
      page.append(escape(attributes[i + 1])).append('"');
    }
    return markup(">");
  }

  /** Closes an element and the line. */
  Html close(String name) {
    return markup("</" + name + ">\n");
  }

  /** Adds an element that holds text. */
  Html element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close(name);
  }

  /** Adds a table row: the first cell is the row's heading. */
  Html row(String heading, List<String> cells) {
    open("tr").element("th", heading, "scope", "row");
    cells.forEach(cell -> element("td", cell));
    return close("tr");
  }

  /** Adds the head of a table and opens its body. */
  Html head(List<String> columns) {
    open("thead").open("tr");
    columns.forEach(column -> element("th", column, "scope", "col"));
    return close("tr").close("thead").open("tbody");
  }

  @Override
  public String toString() {
    return page.toString();
  }
}

package io.headstart.studio;

import io.headstart.http.Exchange;

/** Reads what an address asks for. */
final class Queries {
  private static final int ROWS = 100;

  private Queries() {}

  /** Returns what is asked of the table of runs. */
  static RunTable.Query table(Exchange exchange) {
    return new RunTable.Query(
        text(exchange, "filter"),
        text(exchange, "sort"),
        "descending".equals(exchange.query("order")),
        whole(exchange, "from", 0),
        whole(exchange, "count", ROWS));
  }

  private static String text(Exchange exchange, String name) {
    String value = exchange.query(name);
    return value == null ? "" : value;
  }

  private static int whole(Exchange exchange, String name, int otherwise) {
    String value = exchange.query(name);
    return value == null ? otherwise : RunDocuments.whole(value);
  }
}

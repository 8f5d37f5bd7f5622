package io.headstart.breaking;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was done and what was found, a row a part and subject. */
final class Findings {
  private final PrintStream out;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<String> found = new ArrayList<>();

  /** Counts of one subject. */
  private static final class Row {
    private int done;
    private int found;
    private double seconds;
  }

  Findings(PrintStream out) {
    this.out = out;
  }

  /** Counts one thing done. */
  void done(String subject, double seconds) {
    Row row = row(subject);
    row.done++;
    row.seconds += seconds;
  }

  /** Returns the counts of a subject, which is named when it begins. */
  private Row row(String subject) {
    return rows.computeIfAbsent(
        subject,
        name -> {
          out.println(name);
          return new Row();
        });
  }

  /** Adds time to a subject. */
  void took(String subject, double seconds) {
    row(subject).seconds += seconds;
  }

  /** Notes one thing found, at once visible. */
  void found(String subject, String how, String what) {
    row(subject).found++;
    String line = "FOUND %s | %s | %s".formatted(subject, how, what);
    found.add(line);
    out.println(line);
  }

  void found(String subject, String how, Optional<String> what) {
    what.ifPresent(text -> found(subject, how, text));
  }

  List<String> all() {
    return List.copyOf(found);
  }

  int done() {
    return rows.values().stream().mapToInt(row -> row.done).sum();
  }

  void print() {
    out.printf("%-36s %7s %7s %9s%n", "what", "done", "found", "seconds");
    rows.forEach(
        (subject, row) ->
            out.printf("%-36s %7d %7d %9.1f%n", subject, row.done, row.found, row.seconds));
  }
}

package io.headstart.studio;

import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import io.headstart.report.ReportData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Some of all runs as a table: those that a filter lets through, sorted by a column, a page of
 * them.
 *
 * @param runs all of them
 */
record RunTable(List<RunEntry> runs) {
  /** Rows of a page at most. */
  static final int MOST_ROWS = 500;

  /** Settings that differ and have a column of their own. */
  private static final int MOST_SETTINGS = 24;

  private static final List<String> SETS = List.of("test", "validation", "train");

  /** Keys that differ from run to run by their nature. */
  private static final List<String> NAMES = List.of("checkpoint.name", "checkpoint.directory");

  /**
   * What is asked for.
   *
   * @param filter words, all of which a run must have: in its name, status, tags, note, backbone or
   *     data set; or {@code key=value} of a setting; may be empty
   * @param sort key of a column; empty for the order of {@code checkpoints list}
   * @param descending whether from the greatest down
   * @param from the first row, from 0
   * @param count rows at most
   */
  record Query(String filter, String sort, boolean descending, int from, int count) {
    static final Query ALL = new Query("", "", false, 0, MOST_ROWS);
  }

  /** A column: its key, its title, and a run's value to show and to sort by. */
  private record Column(
      String key,
      String title,
      Function<RunEntry, String> text,
      Function<RunEntry, Object> value) {}

  /** Returns the table as a document. */
  Map<String, Object> document(Query query) {
    List<RunEntry> matching = runs.stream().filter(filter(query.filter())).toList();
    List<Column> columns = columns(matching);
    List<RunEntry> sorted = sorted(matching, columns, query);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("total", runs.size());
    document.put("matching", matching.size());
    document.put("from", query.from());
    document.put(
        "columns",
        columns.stream().map(column -> Map.of("key", column.key, "title", column.title)).toList());
    document.put(
        "rows",
        sorted.stream()
            .skip(query.from())
            .limit(Math.min(query.count(), MOST_ROWS))
            .map(run -> row(run, columns))
            .toList());
    return document;
  }

  private static Map<String, Object> row(RunEntry run, List<Column> columns) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", run.name());
    row.put("status", run.status());
    row.put("tags", run.notes().tags());
    row.put("note", run.notes().text());
    row.put("cells", columns.stream().map(column -> column.text.apply(run)).toList());
    return row;
  }

  private static List<RunEntry> sorted(List<RunEntry> runs, List<Column> columns, Query query) {
    if (query.sort().isEmpty()) {
      return query.descending() ? reversed(runs) : runs;
    }
    Function<RunEntry, Object> value =
        Stream.concat(Stream.of(text("name", "Run", RunEntry::name)), columns.stream())
            .filter(column -> column.key.equals(query.sort()))
            .findFirst()
            .map(Column::value)
            .orElse(RunEntry::name);
    // Runs without a value come last, whichever way.
    Comparator<Object> order = RunTable::compare;
    Comparator<RunEntry> by =
        Comparator.comparing(
            value, Comparator.nullsLast(query.descending() ? order.reversed() : order));
    return runs.stream().sorted(by).toList();
  }

  private static List<RunEntry> reversed(List<RunEntry> runs) {
    List<RunEntry> reversed = new ArrayList<>(runs);
    Collections.reverse(reversed);
    return reversed;
  }

  /** Numbers by their size and before texts. */
  private static int compare(Object first, Object second) {
    if (first instanceof Double one && second instanceof Double other) {
      return one.compareTo(other);
    }
    if (first instanceof Double || second instanceof Double) {
      return first instanceof Double ? -1 : 1;
    }
    return first.toString().compareTo(second.toString());
  }

  private static List<Column> columns(List<RunEntry> runs) {
    List<Column> columns = new ArrayList<>();
    columns.add(text("status", "Status", RunEntry::status));
    for (String set : SETS) {
      if (runs.stream().anyMatch(run -> accuracy(run, set) != null)) {
        columns.add(
            new Column(
                set + ".accuracy",
                set.substring(0, 1).toUpperCase(Locale.ROOT) + set.substring(1) + " accuracy",
                run -> accuracyText(run, set),
                run -> accuracy(run, set)));
      }
    }
    columns.add(
        new Column(
            "epochs",
            "Epochs",
            run -> Integer.toString(run.epochs()),
            run -> (double) run.epochs()));
    columns.add(
        new Column(
            "seconds",
            "Time",
            run -> run.seconds() == 0 ? "" : ReportData.seconds(run.seconds()),
            run -> run.seconds() == 0 ? null : (Object) run.seconds()));
    columns.add(text("created", "Created (UTC)", run -> minute(run.created())));
    for (String key : differing(runs)) {
      columns.add(new Column(key, key, run -> setting(run, key), run -> comparable(run, key)));
    }
    return columns;
  }

  private static Column text(String key, String title, Function<RunEntry, String> value) {
    return new Column(
        key, title, value, run -> value.apply(run).isEmpty() ? null : value.apply(run));
  }

  /** Shortens ISO 8601 to minutes. */
  private static String minute(String created) {
    return created.length() < 16 ? created : created.substring(0, 16).replace('T', ' ');
  }

  private static Double accuracy(RunEntry run, String set) {
    SetFigures figures = run.figures().get(set);
    return figures == null || figures.count() == 0 ? null : figures.accuracy();
  }

  private static String accuracyText(RunEntry run, String set) {
    return accuracy(run, set) == null
        ? ""
        : ReportData.figure(run.figures().get(set), Metrics.ACCURACY);
  }

  private static String setting(RunEntry run, String key) {
    String value = run.settings().get(key);
    return value == null ? "" : value;
  }

  private static Object comparable(RunEntry run, String key) {
    String value = run.settings().get(key);
    try {
      return value == null ? null : (Object) Double.valueOf(value);
    } catch (NumberFormatException text) {
      return value;
    }
  }

  /** Returns the keys of which not all runs have the same value, alphabetically. */
  static List<String> differing(List<RunEntry> runs) {
    Map<String, Boolean> differing = new TreeMap<>();
    SharedValues first = runs.isEmpty() ? SharedValues.NONE : runs.get(0).settings();
    for (RunEntry run : runs) {
      SharedValues own = run.settings();
      if (own.keys() == first.keys()) {
        for (int i = 0; i < own.keys().size(); i++) {
          if (!own.values().get(i).equals(first.values().get(i))) {
            differing.put(own.keys().get(i), true);
          }
        }
      } else {
        Stream.concat(own.keys().stream(), first.keys().stream())
            .filter(key -> !Objects.equals(own.get(key), first.get(key)))
            .forEach(key -> differing.put(key, true));
      }
    }
    return differing.keySet().stream()
        .filter(key -> !NAMES.contains(key))
        .limit(MOST_SETTINGS)
        .toList();
  }

  private static Predicate<RunEntry> filter(String words) {
    Predicate<RunEntry> all = run -> true;
    for (String word : words.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)) {
      all = all.and(run -> has(run, word));
    }
    return all;
  }

  private static boolean has(RunEntry run, String word) {
    int equals = word.indexOf('=');
    if (equals > 0) {
      String key = word.substring(0, equals);
      String value = word.substring(equals + 1);
      for (int i = 0; i < run.settings().keys().size(); i++) {
        if (run.settings().keys().get(i).endsWith(key)
            && run.settings().values().get(i).toLowerCase(Locale.ROOT).startsWith(value)) {
          return true;
        }
      }
    }
    return Stream.concat(
            Stream.of(run.name(), run.status(), run.notes().text(), run.backbone(), run.data()),
            run.notes().tags().stream())
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(word));
  }
}

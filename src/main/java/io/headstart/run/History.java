package io.headstart.run;

import io.headstart.metrics.Metric;
import io.headstart.metrics.Metrics;
import io.headstart.metrics.SetFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The figures of a run: a row for each epoch, and rows in between where they were asked for. Holds
 * nothing that depends on the machine or the clock, so that a resumed run has the same history as
 * one never interrupted.
 *
 * @param rows in order of epochs
 * @param updates taken within epochs, in order; empty unless asked for
 */
public record History(List<Row> rows, List<Row> updates) {
  /** Nothing yet. */
  public static final History NONE = new History(List.of(), List.of());

  private static final String COST = "cost";

  /** Columns that every file has; those of version 0.1.0. */
  private static final List<String> FIRST_COLUMNS =
      List.of(
          "epoch",
          "updates",
          "learning-rate",
          "batch-loss",
          "batch-cost",
          "train-loss",
          "train-cost",
          "train-accuracy",
          "validation-loss",
          "validation-cost",
          "validation-accuracy",
          "test-loss",
          "test-accuracy");

  private static final List<String> COLUMNS = columns();

  /** Copies the rows, where others could change them. */
  public History {
    rows = GrownList.of(rows);
    updates = GrownList.of(updates);
  }

  /**
   * One moment: the end of an epoch, or an update within it.
   *
   * @param epoch 1 for the first
   * @param updates made so far
   * @param learningRate of the last update
   * @param batchLoss mean cross-entropy over the batches since the row before, each before its
   *     update
   * @param batchCost the same plus the L2 penalty now
   * @param sets the evaluated ones, by name
   */
  public record Row(
      int epoch,
      long updates,
      double learningRate,
      double batchLoss,
      double batchCost,
      Map<String, Evaluated> sets) {
    /** Copies the sets, in their order. */
    public Row {
      sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
    }

    /** Returns the value of a metric on a set; empty if it was not taken. */
    public OptionalDouble value(String set, Metric metric) {
      return value(set, metric.name());
    }

    /** Returns the accuracy on a set, a fraction. */
    public OptionalDouble accuracy(String set) {
      return value(set, Metrics.ACCURACY);
    }

    /** Returns the mean cross-entropy on a set. */
    public OptionalDouble loss(String set) {
      return value(set, Metrics.LOSS);
    }

    /** Returns the mean cross-entropy plus the L2 penalty on a set. */
    public OptionalDouble cost(String set) {
      return value(set, COST);
    }

    /**
     * Returns the row in words, for people.
     *
     * @param epochs that the run is to have
     */
    public String line(int epochs) {
      StringBuilder text = new StringBuilder();
      text.append(String.format(Locale.ROOT, "epoch %d/%d  loss %.4f", epoch, epochs, batchLoss));
      for (String set : SetFigures.SETS) {
        if (accuracy(set).isPresent()) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "  %s %.2f %% (loss %.4f)",
                  set,
                  100 * accuracy(set).getAsDouble(),
                  loss(set).getAsDouble()));
        }
      }
      return text.append(String.format(Locale.ROOT, "  rate %.3g", learningRate)).toString();
    }

    private OptionalDouble value(String set, String name) {
      Evaluated evaluated = sets.get(set);
      Double value = evaluated == null ? null : evaluated.values.get(name);
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /**
   * Figures of a set at one moment.
   *
   * @param values by name of the metric, and {@code cost}: the loss plus the L2 penalty
   */
  public record Evaluated(Map<String, Double> values) {
    /** Copies the values. */
    public Evaluated {
      values = Map.copyOf(values);
    }

    /** Takes figures, and the penalty beside them. */
    public static Evaluated of(SetFigures figures, double penalty) {
      Map<String, Double> values = new LinkedHashMap<>(figures.values());
      values.put(COST, figures.loss() + penalty);
      return new Evaluated(values);
    }
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>(FIRST_COLUMNS);
    for (String set : SetFigures.SETS) {
      for (Metric metric : Metrics.ALL) {
        String column = set + "-" + metric.name();
        if (!columns.contains(column)) {
          columns.add(column);
        }
      }
    }
    return List.copyOf(columns);
  }

  /** Returns a history with one more row, in the same time however long it is. */
  public History with(Row row) {
    return new History(GrownList.of(rows).with(row), updates);
  }

  /** Returns a history with one more row within an epoch, in the same time however long it is. */
  public History withUpdate(Row row) {
    return new History(rows, GrownList.of(updates).with(row));
  }

  /** Returns the history up to an epoch. */
  public History upTo(int epoch) {
    return new History(
        rows.stream().filter(row -> row.epoch() <= epoch).toList(),
        updates.stream().filter(row -> row.epoch() <= epoch).toList());
  }

  /** Returns {@code history.csv}; numbers are written so that they read back exactly. */
  public String csv() {
    return csv(rows);
  }

  /** Returns {@code updates.csv}, with the same columns. */
  public String updatesCsv() {
    return csv(updates);
  }

  /** Returns a file's text: the header, and a line a row. */
  static String csv(List<Row> rows) {
    return String.join(",", COLUMNS) + "," + CsvTable.CHECKSUM + "\n" + lines(rows);
  }

  /** Returns the lines of rows, each with its checksum. */
  static String lines(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      StringBuilder line = new StringBuilder();
      line.append(row.epoch).append(',').append(row.updates);
      line.append(',').append(row.learningRate);
      line.append(',').append(row.batchLoss).append(',').append(row.batchCost);
      for (String column : COLUMNS.subList(5, COLUMNS.size())) {
        int dash = column.indexOf('-');
        line.append(',');
        row.value(column.substring(0, dash), column.substring(dash + 1)).ifPresent(line::append);
      }
      text.append(CsvTable.checked(line.toString())).append('\n');
    }
    return text.toString();
  }

  /**
   * Reads what {@link #csv} and {@link #updatesCsv} wrote.
   *
   * @param file that holds the texts, for failures
   * @throws io.headstart.Failure when one is something else
   */
  public static History parse(Object file, String csv, String updatesCsv) {
    return new History(rows(file, csv), rows(file, updatesCsv));
  }

  static List<Row> rows(Object file, String csv) {
    CsvTable table = CsvTable.parse(file, csv, FIRST_COLUMNS);
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      Map<String, Evaluated> sets = new LinkedHashMap<>();
      for (String set : SetFigures.SETS) {
        Map<String, Double> values = values(table, row, set);
        if (!values.isEmpty()) {
          sets.put(set, new Evaluated(values));
        }
      }
      rows.add(
          new Row(
              table.epoch(row),
              table.count(row, "updates"),
              table.required(row, "learning-rate"),
              table.required(row, "batch-loss"),
              table.required(row, "batch-cost"),
              sets));
    }
    return rows;
  }

  private static Map<String, Double> values(CsvTable table, int row, String set) {
    Map<String, Double> values = new LinkedHashMap<>();
    table.number(row, set + "-" + COST).ifPresent(value -> values.put(COST, value));
    for (Metric metric : Metrics.ALL) {
      table
          .number(row, set + "-" + metric.name())
          .ifPresent(value -> values.put(metric.name(), value));
    }
    return values;
  }
}

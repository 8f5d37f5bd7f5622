package io.headstart.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  private static final String HEADER =
      "epoch,updates,learning-rate,batch-loss,batch-cost,train-loss,train-cost,train-accuracy,"
          + "validation-loss,validation-cost,validation-accuracy,test-loss,test-accuracy";

  /** Copies the rows. */
  public History {
    rows = List.copyOf(rows);
    updates = List.copyOf(updates);
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
   * @param train now, if evaluated
   * @param validation now, if evaluated
   * @param test now, if evaluated
   */
  public record Row(
      int epoch,
      long updates,
      double learningRate,
      double batchLoss,
      double batchCost,
      Figures train,
      Figures validation,
      Figures test) {}

  /**
   * Figures of a set; empty when not evaluated.
   *
   * @param loss mean cross-entropy
   * @param cost loss plus the L2 penalty
   * @param accuracy a fraction
   */
  public record Figures(OptionalDouble loss, OptionalDouble cost, OptionalDouble accuracy) {
    /** Not evaluated. */
    public static final Figures NONE =
        new Figures(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    /** Evaluated. */
    public static Figures of(double loss, double penalty, double accuracy) {
      return new Figures(
          OptionalDouble.of(loss), OptionalDouble.of(loss + penalty), OptionalDouble.of(accuracy));
    }
  }

  /** Returns a history with one more row. */
  public History with(Row row) {
    List<Row> more = new ArrayList<>(rows);
    more.add(row);
    return new History(more, updates);
  }

  /** Returns a history with one more row within an epoch. */
  public History withUpdate(Row row) {
    List<Row> more = new ArrayList<>(updates);
    more.add(row);
    return new History(rows, more);
  }

  /** Returns {@code history.csv}; numbers are written so that they read back exactly. */
  public String csv() {
    return csv(rows);
  }

  /** Returns {@code updates.csv}, with the same columns. */
  public String updatesCsv() {
    return csv(updates);
  }

  private static String csv(List<Row> rows) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Row r : rows) {
      text.append(String.format(Locale.ROOT, "%d,%d,", r.epoch, r.updates));
      append(text, OptionalDouble.of(r.learningRate));
      append(text, OptionalDouble.of(r.batchLoss));
      append(text, OptionalDouble.of(r.batchCost));
      append(text, r.train.loss());
      append(text, r.train.cost());
      append(text, r.train.accuracy());
      append(text, r.validation.loss());
      append(text, r.validation.cost());
      append(text, r.validation.accuracy());
      append(text, r.test.loss());
      append(text, r.test.accuracy());
      text.setCharAt(text.length() - 1, '\n');
    }
    return text.toString();
  }

  /**
   * Reads what {@link #csv} and {@link #updatesCsv} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static History parse(String csv, String updatesCsv) {
    return new History(rows(csv), rows(updatesCsv));
  }

  private static List<Row> rows(String csv) {
    List<Row> rows = new ArrayList<>();
    String[] lines = csv.split("\n", -1);
    if (!lines[0].equals(HEADER)) {
      throw new IllegalArgumentException("not a history: " + lines[0]);
    }
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      String[] f = lines[i].split(",", -1);
      rows.add(
          new Row(
              Integer.parseInt(f[0]),
              Long.parseLong(f[1]),
              Double.parseDouble(f[2]),
              Double.parseDouble(f[3]),
              Double.parseDouble(f[4]),
              new Figures(optional(f[5]), optional(f[6]), optional(f[7])),
              new Figures(optional(f[8]), optional(f[9]), optional(f[10])),
              new Figures(optional(f[11]), OptionalDouble.empty(), optional(f[12]))));
    }
    return rows;
  }

  private static OptionalDouble optional(String field) {
    return field.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(field));
  }

  private static void append(StringBuilder text, OptionalDouble value) {
    value.ifPresent(text::append);
    text.append(',');
  }
}

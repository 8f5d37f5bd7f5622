package io.headstart.report;

import io.headstart.io.Csv;
import io.headstart.metrics.ConfusionMatrix;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import io.headstart.run.RunFolder;
import io.headstart.run.SetConfusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was reached on single classes, and which were taken for which.
 *
 * @param set the images evaluated, for example {@code test}
 * @param names of the classes, as many as the matrix has
 */
record ClassFigures(String set, ConfusionMatrix matrix, List<String> names) {
  /** So many of the most frequent mistakes are listed. */
  private static final int MISTAKES = 8;

  /** Takes them from a run; those of no images if it was not evaluated. */
  static ClassFigures of(RunFolder run) {
    SetConfusion kept =
        run.confusion()
            .orElseGet(() -> new SetConfusion("", ConfusionMatrix.ofCounts(new int[1][1])));
    List<String> names =
        IntStream.range(0, kept.matrix().classes()).mapToObj(run.manifest()::className).toList();
    return new ClassFigures(kept.set(), kept.matrix(), names);
  }

  /** Returns whether no image was evaluated. */
  boolean isEmpty() {
    return matrix.total() == 0;
  }

  /** Precision, recall and F1 of each class and their means. */
  Table perClass() {
    return new Table(
        Look.NUMBERS,
        "Figures of each class on the "
            + set
            + " images. Recall is the accuracy within the class, with Wilson's 95 % interval.",
        List.of("Class", "Images", "Predicted", "Precision", "Recall", "F1"),
        IntStream.range(0, names.size()).mapToObj(this::row).toList(),
        List.of(
            Row.of(
                "Mean of the classes",
                FigureText.count(matrix.total()),
                FigureText.count(matrix.total()),
                FigureText.percent(matrix.macroPrecision()),
                FigureText.percent(matrix.macroRecall()),
                FigureText.percent(matrix.macroF1()))));
  }

  private Row row(int index) {
    int images = matrix.support(index);
    int predicted = matrix.predicted(index);
    return Row.of(
        names.get(index),
        FigureText.count(images),
        FigureText.count(predicted),
        predicted == 0 ? FigureText.NONE : FigureText.percent(matrix.precision(index)),
        FigureText.accuracy(matrix.recall(index), images),
        images + predicted == 0 ? FigureText.NONE : FigureText.percent(matrix.f1(index)));
  }

  private record Mistake(int actual, int predicted, int count) {}

  /** The most frequent mistakes; no rows if there were none. */
  Table mistakes() {
    List<Mistake> mistakes = new ArrayList<>();
    for (int actual = 0; actual < matrix.classes(); actual++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        int count = matrix.count(actual, predicted);
        if (actual != predicted && count > 0) {
          mistakes.add(new Mistake(actual, predicted, count));
        }
      }
    }
    return new Table(
        Look.NUMBERS,
        "The most frequent mistakes.",
        List.of("True class", "Predicted as", "Images", "Share of the class"),
        mistakes.stream()
            .sorted(Comparator.comparingInt(Mistake::count).reversed())
            .limit(MISTAKES)
            .map(this::row)
            .toList());
  }

  private Row row(Mistake mistake) {
    return Row.of(
        names.get(mistake.actual),
        names.get(mistake.predicted),
        FigureText.count(mistake.count),
        FigureText.percent((double) mistake.count / matrix.support(mistake.actual)));
  }

  /** Returns the figures of each class as CSV; shares are fractions. */
  String figuresCsv() {
    return Csv.table(
        List.of("class", "images", "predicted", "correct", "precision", "recall", "f1"),
        IntStream.range(0, names.size()).mapToObj(this::fields).toList());
  }

  private List<?> fields(int index) {
    return List.of(
        names.get(index),
        matrix.support(index),
        matrix.predicted(index),
        matrix.count(index, index),
        matrix.precision(index),
        matrix.recall(index),
        matrix.f1(index));
  }

  /** Returns the matrix as CSV: a row for each true class, a column for each predicted one. */
  String countsCsv() {
    return Csv.table(
        Stream.concat(Stream.of("class"), names.stream()).toList(),
        IntStream.range(0, names.size()).mapToObj(this::counts).toList());
  }

  private List<?> counts(int actual) {
    List<Object> fields = new ArrayList<>(List.of(names.get(actual)));
    IntStream.range(0, names.size()).map(p -> matrix.count(actual, p)).forEach(fields::add);
    return fields;
  }
}

package io.headstart.report;

import io.headstart.metrics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The tables about single classes: their figures, and which are taken for which. */
final class ClassTables {
  private static final int CONFUSIONS = 8;

  private final Html page;
  private final ConfusionMatrix matrix;
  private final List<String> names;

  ClassTables(Html page, ConfusionMatrix matrix, List<String> names) {
    this.page = page;
    this.matrix = matrix;
    this.names = names;
  }

  /** Adds precision, recall and F1 of each class and their means. */
  void perClass(String set) {
    page.open("div", "class", "scroll").open("table");
    page.element(
        "caption",
        "Figures of each class on the "
            + set
            + " images. Recall is the accuracy within the class; \u00b1 is one standard error.");
    page.head(List.of("Class", "Images", "Predicted", "Precision", "Recall", "F1"));
    for (int index = 0; index < matrix.classes(); index++) {
      int images = matrix.support(index);
      int predicted = matrix.predicted(index);
      page.row(
          names.get(index),
          List.of(
              FigureText.count(images),
              FigureText.count(predicted),
              predicted == 0 ? FigureText.NONE : FigureText.percent(matrix.precision(index)),
              FigureText.accuracy(matrix.recall(index), images),
              images + predicted == 0 ? FigureText.NONE : FigureText.percent(matrix.f1(index))));
    }
    page.close("tbody").open("tfoot");
    page.row(
        "Mean of the classes",
        List.of(
            FigureText.count(matrix.total()),
            FigureText.count(matrix.total()),
            FigureText.percent(matrix.macroPrecision()),
            FigureText.percent(matrix.macroRecall()),
            FigureText.percent(matrix.macroF1())));
    page.close("tfoot").close("table").close("div");
  }

  private record Mistake(int actual, int predicted, int count) {}

  /** Adds the most frequent mistakes. */
  void confusions() {
    List<Mistake> mistakes = new ArrayList<>();
    for (int actual = 0; actual < matrix.classes(); actual++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        int count = matrix.count(actual, predicted);
        if (actual != predicted && count > 0) {
          mistakes.add(new Mistake(actual, predicted, count));
        }
      }
    }
    if (mistakes.isEmpty()) {
      return;
    }
    mistakes.sort(Comparator.comparingInt(Mistake::count).reversed());
    page.open("div", "class", "scroll").open("table");
    page.element("caption", "The most frequent mistakes.");
    page.head(List.of("True class", "Predicted as", "Images", "Share of the class"));
    for (Mistake mistake : mistakes.subList(0, Math.min(CONFUSIONS, mistakes.size()))) {
      double share = (double) mistake.count / matrix.support(mistake.actual);
      page.row(
          names.get(mistake.actual),
          List.of(
              names.get(mistake.predicted),
              FigureText.count(mistake.count),
              FigureText.percent(share)));
    }
    page.close("tbody").close("table").close("div");
  }
}

package io.headstart.report;

import io.headstart.io.Csv;
import io.headstart.metrics.ConfusionMatrix;
import io.headstart.run.RunFolder;
import io.headstart.run.SetConfusion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The report of one run: {@code report/index.html} in the run's folder, a page that needs no other
 * file, and beside it its charts as PNG and the figures of each class as CSV.
 */
public final class RunReport {
  private RunReport() {}

  /**
   * Draws the report of a run from the files of its folder; an older report is replaced.
   *
   * @param runFolder for example {@code checkpoints/model_1}
   * @return the page
   * @throws io.headstart.Failure if the folder is no run's, a file is damaged, or the report cannot
   *     be written
   */
  public static Path write(Path runFolder) {
    RunFolder run = RunFolder.read(runFolder);
    ReportFiles files = new ReportFiles(runFolder.resolve("report"));
    Html page = ReportFiles.page(run.manifest().name() + " \u00b7 Headstart");
    RunSections sections = new RunSections(page, run);
    sections.heading();
    sections.figures();
    curves(page, run, files);
    confusion(page, run, files);
    sections.settings();
    sections.provenance();
    sections.notes(files.cannotDraw());
    sections.footer();
    page.close("main").close("body").close("html");
    return files.write("index.html", page.toString());
  }

  private static void curves(Html page, RunFolder run, ReportFiles files) {
    page.open("section").element("h2", "Curves");
    if (run.history().rows().isEmpty()) {
      page.element("p", "No epoch has been completed.", "class", "none");
    }
    RunCharts epochs = RunCharts.overEpochs(run);
    String dashed = " Dashed: cost, the loss plus the penalty on weights.";
    chart(page, files, "loss.png", "Mean cross-entropy after each epoch." + dashed, epochs.loss());
    chart(page, files, "accuracy.png", "Accuracy after each epoch.", epochs.accuracy());
    RunCharts updates = RunCharts.overUpdates(run);
    chart(
        page,
        files,
        "loss-updates.png",
        "Mean cross-entropy over updates." + dashed,
        updates.loss());
    chart(page, files, "accuracy-updates.png", "Accuracy over updates.", updates.accuracy());
    // Cycles can be shorter than epochs.
    LineChart rate = updates.learningRate();
    chart(
        page,
        files,
        "learning-rate.png",
        "Learning rate of the schedule.",
        rate.isEmpty() ? epochs.learningRate() : rate);
    page.close("section");
  }

  private static void chart(
      Html page, ReportFiles files, String file, String caption, LineChart chart) {
    files.figure(page, file, caption, chart.isEmpty(), chart::png);
  }

  private static void confusion(Html page, RunFolder run, ReportFiles files) {
    Optional<SetConfusion> kept = run.confusion();
    if (kept.isEmpty()) {
      files.delete("confusion.png");
      files.delete("metrics.csv");
      files.delete("confusion.csv");
      return;
    }
    ConfusionMatrix matrix = kept.get().matrix();
    List<String> names =
        IntStream.range(0, matrix.classes()).mapToObj(run.manifest()::className).toList();
    page.open("section").element("h2", "Classes");
    ClassTables tables = new ClassTables(page, matrix, names);
    tables.perClass(kept.get().set());
    files.figure(
        page,
        "confusion.png",
        "Confusion matrix of the "
            + kept.get().set()
            + " images. Blue: right, shaded by share of the row."
            + " Orange: wrong, shaded by the square root of it.",
        false,
        palette -> ConfusionImage.png(matrix, names, palette));
    tables.confusions();
    page.close("section");
    files.write("metrics.csv", metrics(matrix, names));
    files.write("confusion.csv", counts(matrix, names));
  }

  /** Returns the confusion matrix: a row for each true class, a column for each predicted one. */
  private static String counts(ConfusionMatrix matrix, List<String> names) {
    List<String> header = new ArrayList<>(names);
    header.add(0, "class");
    StringBuilder csv = new StringBuilder(Csv.line(header));
    for (int actual = 0; actual < matrix.classes(); actual++) {
      List<String> fields = new ArrayList<>();
      fields.add(names.get(actual));
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        fields.add(Integer.toString(matrix.count(actual, predicted)));
      }
      csv.append(Csv.line(fields));
    }
    return csv.toString();
  }

  /** Returns the figures of each class; shares are fractions. */
  private static String metrics(ConfusionMatrix matrix, List<String> names) {
    List<String> header =
        List.of("class", "images", "predicted", "correct", "precision", "recall", "f1");
    StringBuilder csv = new StringBuilder(Csv.line(header));
    for (int index = 0; index < matrix.classes(); index++) {
      List<String> fields = new ArrayList<>();
      fields.add(names.get(index));
      fields.add(Integer.toString(matrix.support(index)));
      fields.add(Integer.toString(matrix.predicted(index)));
      fields.add(Integer.toString(matrix.count(index, index)));
      fields.add(Double.toString(matrix.precision(index)));
      fields.add(Double.toString(matrix.recall(index)));
      fields.add(Double.toString(matrix.f1(index)));
      csv.append(Csv.line(fields));
    }
    return csv.toString();
  }
}

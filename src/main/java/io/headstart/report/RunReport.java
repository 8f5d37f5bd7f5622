package io.headstart.report;

import io.headstart.run.Difference;
import io.headstart.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The report of one run: {@code report/index.html} in the run's folder, a page that needs no other
 * file, and beside it its charts as PNG, the figures of each class and the wrongly classified
 * images as CSV.
 */
public final class RunReport {
  private static final String FOLDER = "report";

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
    return write(runFolder, Difference.Response.REFUSE, Optional.empty());
  }

  /**
   * As {@link #write(Path)}; the page names the files that were let pass.
   *
   * @param modified what to do where a file is not the one the run wrote
   * @param images where the images are taken from; empty leaves them out
   */
  public static Path write(
      Path runFolder, Difference.Response modified, Optional<ImageSource> images) {
    RunFolder run = RunFolder.read(runFolder, modified);
    ReportFiles files = new ReportFiles(runFolder.resolve(FOLDER));
    ClassFigures classes = ClassFigures.of(run);
    if (classes.isEmpty()) {
      files.delete("metrics.csv");
      files.delete("confusion.csv");
    } else {
      files.write("metrics.csv", classes.figuresCsv());
      files.write("confusion.csv", classes.countsCsv());
    }
    images
        .flatMap(source -> mistakes(run, source))
        .ifPresentOrElse(
            mistakes -> files.write(MistakeList.FILE, mistakes.csv()),
            () -> files.delete(MistakeList.FILE));
    return files.page(
        "run.jte",
        new RunPage(
            run,
            classes,
            files.draw(curves(run)),
            files.draw(ofClasses(classes)),
            files.draw(ofCalibration(run)),
            images.map(source -> gallery(run, source)).orElse(Gallery.NONE),
            files.cannotDraw()));
  }

  private static Gallery gallery(RunFolder run, ImageSource images) {
    List<String> names = run.manifest().classes();
    return run.predictions()
        .map(predictions -> Gallery.of(predictions, names, images))
        .orElse(Gallery.NONE);
  }

  /** Returns the wrongly classified images; empty where there are none. */
  private static Optional<MistakeList> mistakes(RunFolder run, ImageSource images) {
    return run.predictions()
        .map(predictions -> MistakeList.of(predictions, run.manifest().classes(), images))
        .filter(mistakes -> !mistakes.isEmpty());
  }

  /** The charts of what calibration came to. */
  static List<Chart> ofCalibration(RunFolder run) {
    return run.calibration()
        .map(CalibrationView::new)
        .map(
            view ->
                List.of(
                    new Chart(
                        "reliability.png",
                        "How often answers of a probability are right, before and after"
                            + " calibration.",
                        view.reliability()),
                    new Chart(
                        "risk-coverage.png",
                        "Wrong answers where only the most certain images are answered.",
                        view.riskCoverage())))
        .orElse(List.of());
  }

  /** Returns whether a run's folder has a report, drawn to its end. */
  public static boolean isThere(Path runFolder) {
    return Files.exists(runFolder.resolve(FOLDER).resolve(ReportFiles.PAGE));
  }

  /** The charts of what happened while training. A new chart is a drawing and a line here. */
  static List<Chart> curves(RunFolder run) {
    RunCharts epochs = RunCharts.overEpochs(run);
    RunCharts updates = RunCharts.overUpdates(run);
    // Cycles can be shorter than epochs.
    LineChart rate = updates.learningRate();
    String dashed = " Dashed: cost, the loss plus the penalty on weights.";
    return List.of(
        new Chart("loss.png", "Mean cross-entropy after each epoch." + dashed, epochs.loss()),
        new Chart("accuracy.png", "Accuracy after each epoch.", epochs.accuracy()),
        new Chart("loss-updates.png", "Mean cross-entropy over updates." + dashed, updates.loss()),
        new Chart("accuracy-updates.png", "Accuracy over updates.", updates.accuracy()),
        new Chart(
            "learning-rate.png",
            "Learning rate of the schedule.",
            rate.isEmpty() ? epochs.learningRate() : rate));
  }

  /** The charts of single classes. A new chart is a drawing and a line here. */
  private static List<Chart> ofClasses(ClassFigures classes) {
    ClassBars bars = ClassBars.of(classes.matrix(), classes.names());
    return List.of(
        new Chart(
            "confusion.png",
            "Confusion matrix of the "
                + classes.set()
                + " images. Blue: right, shaded by share of the row."
                + " Orange: wrong, shaded by the square root of it.",
            new ConfusionImage(classes.matrix(), classes.names())),
        new Chart("classes.png", bars.caption(classes.set()), bars));
  }
}

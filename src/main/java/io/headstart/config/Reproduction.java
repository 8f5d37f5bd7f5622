package io.headstart.config;

import io.headstart.Failure;
import io.headstart.setting.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A report to reproduce: {@code config/NAME/report.yaml}, which lists the runs beside it and the
 * figures that were reported for them.
 */
public record Reproduction(
    @Setting(value = "What is reproduced, in one line.", required = true) String title,
    @Setting(value = "The rows of the table, in the order in which they run.", required = true)
        List<Row> rows) {

  /** The file that makes a folder of configurations a report. */
  public static final String FILE = "report.yaml";

  /** What a row runs. */
  public enum Kind {
    TRAIN,
    SEARCH,
    LR_RANGE,
    GRADCHECK
  }

  /** One row: a run, and what was reported of it. */
  public record Row(
      @Setting(value = "Names the row and its checkpoints.", required = true, pattern = "[\\w.-]+")
          String name,
      @Setting("What is run.") Kind kind,
      @Setting(value = "The configuration, a file beside this one.", required = true) String config,
      @Setting("Settings that differ from the file's, as after --set.") List<String> set,
      @Setting(
              value =
                  "train: heads of so many seeds; search: the winner with so many. The figures are means.",
              min = 1)
          int seeds,
      @Setting("What was reported.") Reported reported,
      @Setting("The reported run failed: its accuracies are to be reproduced, not beaten.")
          boolean failed,
      @Setting("What a reader should know of this row.") Optional<String> note) {
    static Row defaults() {
      return new Row(
          "row",
          Kind.TRAIN,
          "row.yaml",
          List.of(),
          1,
          Reported.defaults(),
          false,
          Optional.empty());
    }
  }

  /** Figures of a report; those left out were not reported. */
  public record Reported(
      @Setting("Training accuracy in percent.") Optional<Double> train,
      @Setting("Validation accuracy in percent.") Optional<Double> validation,
      @Setting("Test accuracy in percent.") Optional<Double> test,
      @Setting("Mean cross-entropy of the training images.") Optional<Double> trainLoss,
      @Setting("Mean cross-entropy of the test images.") Optional<Double> testLoss,
      @Setting("gradcheck: greatest relative error.") Optional<Double> error,
      @Setting("gradcheck: greatest mean difference of a layer's weights or biases, without sign.")
          Optional<Double> meanDifference,
      @Setting("lr-range: the lowest rate chosen.") Optional<Double> minimum,
      @Setting("lr-range: the highest rate chosen.") Optional<Double> maximum) {
    static Reported defaults() {
      Optional<Double> none = Optional.empty();
      return new Reported(none, none, none, none, none, none, none, none, none);
    }
  }

  /**
   * Reads a report's rows.
   *
   * @throws Failure if the file is missing or anything in it is wrong
   */
  public static Reproduction read(Path file) {
    return SettingsReader.readAs(Reproduction.class, file);
  }
}

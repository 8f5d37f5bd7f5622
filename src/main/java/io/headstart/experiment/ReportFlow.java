package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.report.ImageSource;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Redraws a run's report, with images where its data set is there. */
public final class ReportFlow {
  private ReportFlow() {}

  /**
   * Draws.
   *
   * @param changes of the checkpoint's own settings: where its images lie now
   * @param modified what to do where a file is not the one the run wrote
   * @return the page
   */
  public static Path run(
      Checkpoint checkpoint, List<String> changes, Difference.Response modified, Context context) {
    Optional<ImageSource> images = Optional.empty();
    if (checkpoint.isFinished()) {
      try {
        images = Optional.of(RunImages.of(checkpoint, changes, context));
      } catch (Failure missing) {
        context
            .progress()
            .line(
                "the report has no images: "
                    + missing.getMessage().lines().limit(2).map(String::strip).toList());
      }
    }
    return RunReport.write(checkpoint.folder(), modified, images);
  }
}

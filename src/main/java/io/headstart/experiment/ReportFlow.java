package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.Datasets;
import io.headstart.report.ImageSource;
import io.headstart.report.RunReport;
import io.headstart.run.Difference;
import io.headstart.run.Manifest;
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
        images = Optional.of(images(checkpoint, changes, context));
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

  /** Opens the data set a checkpoint was trained on. */
  private static ImageSource images(Checkpoint checkpoint, List<String> changes, Context context) {
    Settings settings = TrainedSettings.forEvaluation(checkpoint, changes);
    // Without the network: a picture is not worth a download.
    Dataset dataset =
        Datasets.open(settings.data(), settings.seed(), context.home(), true, context.progress());
    for (Manifest.Part part : checkpoint.finishedManifest().data().parts()) {
      boolean same =
          dataset.parts().stream()
              .anyMatch(
                  set -> set.name().equals(part.name()) && set.contentHash().equals(part.hash()));
      if (!same) {
        throw Failure.run("the images are not those of the run")
            .received("another %s", part.name())
            .accepted("%d images with the SHA-256 %s", part.count(), part.hash())
            .next("name their folder with --set data.path=...")
            .build();
      }
    }
    return DatasetImages.of(dataset);
  }
}

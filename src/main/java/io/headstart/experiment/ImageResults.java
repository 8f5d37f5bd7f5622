package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.NearestImages;
import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Head;
import io.headstart.config.CalibrateSettings;
import io.headstart.run.SetCalibration;
import io.headstart.run.SetConfusion;
import java.util.Optional;

/**
 * Keeps beside a finished head what it says of single images: confusion matrix and predictions of
 * the test images, or of the validation images where there are no others, and its calibration.
 *
 * @param inputs the images
 * @param sets the evaluated sets
 */
record ImageResults(Inputs inputs, EvaluationSets sets) {

  /**
   * Checks before any work that there is what a calibration is learnt from.
   *
   * @throws Failure when there is not
   */
  static void check(Inputs inputs, Optional<CalibrateSettings> calibrate) {
    if (calibrate.isPresent() && inputs.split().validation().length == 0) {
      throw Failure.usage("calibrate needs validation images")
          .received("a split without any")
          .accepted("data.split.validation of one image or more")
          .next("raise data.split.validation, or leave calibrate out")
          .build();
    }
  }

  /**
   * Writes the files.
   *
   * @return what calibration came to, where it is wanted
   */
  Optional<SetCalibration> write(
      CheckpointWriter writer, Head head, Optional<CalibrateSettings> calibrate) {
    writer.deleteCalibration();
    boolean tests = sets.test().isPresent();
    if (!tests && sets.validation().isEmpty()) {
      return Optional.empty();
    }
    String name = tests ? "test" : "validation";
    HeadScores last =
        HeadScores.of(inputs.torch(), head, sets.test().or(sets::validation).orElseThrow());
    writer.writeConfusion(new SetConfusion(name, last.evaluation().confusion()));
    int[] wanted = tests ? inputs.split().test() : inputs.split().validation();
    writer.writePredictions(last.predictions(inputs.readable(wanted)));
    if (calibrate.isEmpty()) {
      return Optional.empty();
    }
    Optional<NearestImages> nearest =
        calibrate
            .flatMap(CalibrateSettings::outliers)
            .map(share -> KeptImages.of(inputs, head.shape().classes()));
    Calibration calibration = fit(head, calibrate.get(), nearest);
    try (RawFeatures raw = RawFeatures.of(inputs, wanted, nearest.isPresent())) {
      SetCalibration figures = last.calibrated(name, calibration, raw.data());
      writer.writeCalibration(calibration, figures);
      return Optional.of(figures);
    }
  }

  private Calibration fit(Head head, CalibrateSettings wanted, Optional<NearestImages> nearest) {
    HeadScores scores = HeadScores.of(inputs.torch(), head, sets.validation().orElseThrow());
    int[] indices = inputs.split().validation();
    try (RawFeatures raw = RawFeatures.of(inputs, indices, nearest.isPresent())) {
      return scores.calibrate(wanted, nearest, raw.data());
    }
  }
}

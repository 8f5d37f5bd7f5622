package io.headstart.experiment;

import io.headstart.calibrate.Calibration;
import io.headstart.calibrate.ClassDistance;
import io.headstart.checkpoint.CheckpointWriter;
import io.headstart.checkpoint.Head;
import io.headstart.config.CalibrateSettings;
import io.headstart.run.SetCalibration;
import io.headstart.run.SetConfusion;
import io.headstart.train.ClassDistanceFit;
import io.headstart.train.DeviceRows;
import java.util.Optional;

/**
 * Keeps beside a finished head what it says of single images: confusion matrix and predictions of
 * the test images, or of the validation images where there are no others, and its calibration.
 *
 * @param inputs the images
 * @param training their training features, through the head's transform
 * @param sets the evaluated sets
 */
record ImageResults(Inputs inputs, DeviceRows training, EvaluationSets sets) {

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
    Calibration calibration =
        HeadScores.of(inputs.torch(), head, sets.validation().orElseThrow())
            .calibrate(calibrate.get(), distance(head, calibrate.get()));
    SetCalibration figures = last.calibrated(name, calibration);
    writer.writeCalibration(calibration, figures);
    return Optional.of(figures);
  }

  private Optional<ClassDistance> distance(Head head, CalibrateSettings calibrate) {
    return calibrate
        .outliers()
        .map(
            share ->
                ClassDistanceFit.fit(
                    training, inputs.labels(inputs.split().train()), head.shape().classes()));
  }
}

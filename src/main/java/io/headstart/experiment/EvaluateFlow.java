package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.calibrate.Calibration;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Head;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.metrics.Evaluation;
import io.headstart.run.SetCalibration;
import io.headstart.train.EvaluationData;
import java.util.List;
import java.util.Optional;

/** Test figures of a checkpoint, from its own weights and the images it names. */
public final class EvaluateFlow {
  private EvaluateFlow() {}

  /**
   * What came out.
   *
   * @param checkpoint its name
   * @param set the set evaluated: test, or validation without one
   * @param evaluation the figures
   * @param classes names in order of labels
   * @param calibration what it comes to on the set, where the checkpoint is calibrated
   */
  public record EvaluatedCheckpoint(
      String checkpoint,
      String set,
      Evaluation evaluation,
      List<String> classes,
      Optional<SetCalibration> calibration) {}

  /**
   * Evaluates.
   *
   * @param name of the checkpoint; without one, the best by validation accuracy
   * @param all where checkpoints lie
   * @param overrides what differs from the checkpoint's own settings, as {@link TrainedSettings}
   *     allows
   */
  public static EvaluatedCheckpoint run(
      Optional<String> name, Checkpoints all, List<String> overrides, Context context) {
    Checkpoint checkpoint = name.map(all::find).orElseGet(all::best);
    checkpoint.finishedManifest();
    Head head = checkpoint.head();
    Settings settings = TrainedSettings.forEvaluation(checkpoint, overrides);
    try (Inputs inputs = Inputs.open(settings, Optional.of(checkpoint.backboneHash()), context)) {
      boolean tests = inputs.split().test().length > 0;
      int[] indices = tests ? inputs.split().test() : inputs.split().validation();
      if (indices.length == 0) {
        throw Failure.usage("there is nothing to evaluate on")
            .received("a split without test and validation images")
            .accepted("a split with either")
            .next("name images that did not train it: --set data.path=FOLDER, with test/ in it")
            .build();
      }
      HeadFit.check(checkpoint, head, inputs);
      if (tests) {
        warnOfSeen(checkpoint, settings, inputs, context.progress());
      }
      try (EvaluationData set = inputs.evaluation(indices, head.transform())) {
        String evaluated = tests ? "test" : "validation";
        HeadScores scores = HeadScores.of(inputs.torch(), head, set);
        Optional<Calibration> calibration = checkpoint.calibration();
        boolean measured = calibration.flatMap(Calibration::novelty).isPresent();
        try (RawFeatures raw = RawFeatures.of(inputs, indices, measured)) {
          return new EvaluatedCheckpoint(
              checkpoint.name(),
              evaluated,
              scores.evaluation(),
              inputs.classes(),
              calibration.map(by -> scores.calibrated(evaluated, by, raw.data())));
        }
      }
    }
  }

  private static void warnOfSeen(
      Checkpoint checkpoint, Settings settings, Inputs inputs, Progress progress) {
    int[] tested = inputs.split().test();
    long seen = SeenImages.count(checkpoint, settings, inputs.dataset(), tested);
    if (seen > 0) {
      progress.warning(
          "WARNING: %,d of these %,d test images trained or validated %s: its accuracy on them says little of others"
              .formatted(seen, tested.length, checkpoint.name()));
    }
  }
}

package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Head;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.metrics.Evaluation;
import io.headstart.train.EvaluationData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
   */
  public record EvaluatedCheckpoint(
      String checkpoint, String set, Evaluation evaluation, List<String> classes) {}

  /**
   * Evaluates.
   *
   * @param name of the checkpoint; without one, the best by validation accuracy
   * @param given the settings of the command line: where checkpoints lie
   * @param overrides what differs from the checkpoint's own settings, as {@link TrainedSettings}
   *     allows
   */
  public static EvaluatedCheckpoint run(
      Optional<String> name, Supplier<Settings> given, List<String> overrides, Context context) {
    Checkpoints all = new Checkpoints(Path.of(given.get().checkpoint().directory()));
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
            .next("use --set data.split.test=...")
            .build();
      }
      HeadFit.check(checkpoint, head, inputs);
      try (EvaluationData set = inputs.evaluation(indices, head.transform())) {
        Evaluation evaluation = Scoring.evaluate(inputs.torch(), head, set);
        return new EvaluatedCheckpoint(
            checkpoint.name(), tests ? "test" : "validation", evaluation, inputs.classes());
      }
    }
  }
}

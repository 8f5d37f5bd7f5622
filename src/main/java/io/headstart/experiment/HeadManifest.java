package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.metrics.SetFigures;
import io.headstart.model.MlpShape;
import io.headstart.run.Manifest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes down where a head came from and what it is worth.
 *
 * @param seconds that the stages took so far, by name
 */
record HeadManifest(Settings settings, Inputs inputs, MlpShape shape, Map<String, Double> seconds) {

  /**
   * How the weights came about.
   *
   * @param epochs trained
   * @param updates made in them
   * @param best epoch by validation accuracy, where there is one
   * @param kept epoch whose weights are kept; empty where none are yet, or none alone
   * @param members whose mean they are, with the SHA-256 of their weights; empty for trained ones
   */
  record Training(
      int epochs,
      long updates,
      Optional<Integer> best,
      Optional<Integer> kept,
      Map<String, String> members) {}

  Manifest running(Checkpoint checkpoint, Training training) {
    return make(checkpoint, Manifest.RUNNING, training, Map.of(), Map.of());
  }

  /**
   * Fills in the end.
   *
   * @param evaluations by set
   * @param baselines accuracies of simple classifiers beside it, by their name and set
   * @throws Failure when a loss is not a finite number
   */
  Manifest finished(
      Checkpoint checkpoint,
      Training training,
      Map<String, Evaluation> evaluations,
      Map<String, Map<String, Double>> baselines) {
    Map<String, SetFigures> figures = new LinkedHashMap<>();
    evaluations.forEach((set, evaluation) -> figures.put(set, finite(set, evaluation.figures())));
    return make(checkpoint, Manifest.FINISHED, training, figures, baselines);
  }

  /** The last update can have diverged without any loss that showed it. */
  private static SetFigures finite(String set, SetFigures figures) {
    if (!Double.isFinite(figures.loss())) {
      throw Failure.run("training diverged: the trained head's loss is not a finite number")
          .received("loss %s on the %s images", figures.loss(), set)
          .accepted("a finite loss")
          .next("lower train.learning-rate or set train.clip-norm, under another name")
          .build();
    }
    return figures;
  }

  private Manifest make(
      Checkpoint checkpoint,
      String status,
      Training training,
      Map<String, SetFigures> figures,
      Map<String, Map<String, Double>> baselines) {
    return new Manifest(
        checkpoint.name(),
        status,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Program.version(),
        TorchRuntime.versions(),
        inputs.torch().deviceName(),
        settings.seed(),
        inputs.classes(),
        inputs.provenance(),
        inputs.backbone(),
        Arrays.stream(shape.sizes()).mapToObj(Math::toIntExact).toList(),
        shape.parameters(),
        training.epochs(),
        training.updates(),
        training.best(),
        training.kept(),
        figures,
        baselines,
        training.members(),
        seconds,
        checkpoint.checksums());
  }
}

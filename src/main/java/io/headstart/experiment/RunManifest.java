package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.metrics.SetFigures;
import io.headstart.model.MlpShape;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import io.headstart.train.TrainingState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down where a run came from and what it is worth. */
record RunManifest(
    Settings settings,
    Inputs inputs,
    MlpShape shape,
    TrainingState state,
    Map<String, Double> seconds) {

  Manifest running(Checkpoint checkpoint) {
    return make(checkpoint, Manifest.RUNNING, Optional.empty(), Map.of(), Map.of());
  }

  Manifest finished(
      Checkpoint checkpoint,
      Map<String, Evaluation> evaluations,
      Map<String, Map<String, Double>> baselines) {
    Map<String, SetFigures> figures = new LinkedHashMap<>();
    evaluations.forEach((set, evaluation) -> figures.put(set, finite(set, evaluation.figures())));
    int kept = state.kept(settings.train()).epoch();
    return make(checkpoint, Manifest.FINISHED, Optional.of(kept), figures, baselines);
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
      Optional<Integer> keptEpoch,
      Map<String, SetFigures> figures,
      Map<String, Map<String, Double>> baselines) {
    List<History.Row> rows = state.history().rows();
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
        state.epoch(),
        rows.isEmpty() ? 0 : rows.get(rows.size() - 1).updates(),
        state.bestByValidation(),
        keptEpoch,
        figures,
        baselines,
        Map.of(),
        seconds,
        checkpoint.checksums());
  }
}

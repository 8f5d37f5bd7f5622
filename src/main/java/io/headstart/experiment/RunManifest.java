package io.headstart.experiment;

import io.headstart.Headstart;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Manifest;
import io.headstart.config.Settings;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.model.MlpShape;
import io.headstart.train.TrainingState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes down where a run came from and what it is worth. */
record RunManifest(
    Settings settings,
    Inputs inputs,
    MlpShape shape,
    TrainingState state,
    Map<String, Double> seconds) {

  Manifest running(Checkpoint checkpoint) {
    return make(checkpoint, Manifest.RUNNING, Map.of());
  }

  Manifest finished(Checkpoint checkpoint, Map<String, Evaluation> evaluations) {
    Map<String, Manifest.Figures> figures = new LinkedHashMap<>();
    evaluations.forEach(
        (set, e) -> figures.put(set, new Manifest.Figures(e.count(), e.accuracy(), e.loss())));
    return make(checkpoint, Manifest.FINISHED, figures);
  }

  private Manifest make(
      Checkpoint checkpoint, String status, Map<String, Manifest.Figures> figures) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put("djl", TorchRuntime.djlVersion());
    versions.put("pytorch", TorchRuntime.version());
    return new Manifest(
        Manifest.FORMAT,
        checkpoint.name(),
        status,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Headstart.version(),
        versions,
        inputs.torch().deviceName(),
        settings.seed(),
        inputs.classes(),
        inputs.provenance(),
        inputs.backbone(),
        Arrays.stream(shape.sizes()).boxed().toList(),
        shape.parameters(),
        state.epoch(),
        state.history().rows().isEmpty()
            ? 0
            : state.history().rows().get(state.history().rows().size() - 1).updates(),
        state.bestEpoch(),
        figures,
        seconds,
        checkpoint.checksums());
  }
}

package io.headstart.serve;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.http.Exchange;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A model under its name: always one version that answers, replaced when the folder changes. */
final class ServedModel {
  private final CheckpointSource source;
  private final ModelVersion.Shared shared;
  private final ServerMetrics metrics;
  private volatile ModelVersion current;
  private Optional<Map<String, String>> seen;

  /**
   * Answers of a model.
   *
   * @param version that gave them
   * @param predictions image by image
   */
  record Classified(ModelVersion version, List<Prediction> predictions) {}

  /**
   * Opens a model.
   *
   * @throws Failure when its checkpoint cannot be used
   */
  ServedModel(CheckpointSource source, ModelVersion.Shared shared, ServerMetrics metrics) {
    this.source = source;
    this.shared = shared;
    this.metrics = metrics;
    this.seen = source.files();
    this.current = open();
  }

  private ModelVersion open() {
    String name = source.name();
    return new ModelVersion(
        source.open(), shared, predictions -> metrics.classified(name, predictions));
  }

  String name() {
    return source.name();
  }

  /** Returns the version that answers now. */
  ModelVersion version() {
    return current;
  }

  /** Classifies images by the version that answers now; as {@link ModelVersion#classify}. */
  CompletableFuture<Classified> classify(List<ImageInput> images, Exchange exchange) {
    ModelVersion version = current;
    while (!version.enter()) {
      version = current; // It was replaced at this moment.
    }
    ModelVersion entered = version;
    CompletableFuture<List<Prediction>> work = entered.classify(images);
    exchange.onEnd(() -> work.cancel(false));
    return work.whenComplete((predictions, problem) -> entered.leave())
        .thenApply(predictions -> new Classified(entered, predictions));
  }

  /**
   * Looks at the folder and, where another finished run is there, lets that answer from now on.
   * What cannot be used is told once, and the version before it stays.
   */
  void refresh(Progress progress) {
    Optional<Map<String, String>> now = source.files();
    if (now.isEmpty() || now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      ModelVersion before = current;
      ModelVersion opened = open();
      current = opened;
      before.retire();
      metrics.reloaded(name(), "done");
      progress.line("reloaded: " + name() + " " + before.id() + " -> " + opened.id());
    } catch (Failure e) {
      metrics.reloaded(name(), "failed");
      progress.warning("not reloaded: " + name() + " stays as it was: " + e.getMessage());
    }
  }

  void close() {
    current.retire();
  }
}

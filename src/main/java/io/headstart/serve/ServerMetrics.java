package io.headstart.serve;

import io.headstart.http.Reply;
import io.headstart.inference.FeatureDrift;
import io.headstart.inference.Prediction;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** What Prometheus is told. Names and labels are listed in docs/serve.md. */
final class ServerMetrics {
  private static final double[] SECONDS = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
  private static final double[] IMAGES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("headstart_requests_total")
          .help("Requests answered, by route and status")
          .labelNames("route", "status")
          .register(registry);
  private final Histogram seconds =
      histogram(
          "headstart_request_seconds",
          "Time from the first byte of a request to the last of its answer",
          "route",
          SECONDS);
  private final Histogram batches =
      histogram("headstart_batch_images", "Images of a forward pass", "model", IMAGES);
  private final Counter answers =
      Counter.builder()
          .name("headstart_answers_total")
          .help("Images answered, by their most probable class")
          .labelNames("model", "class")
          .register(registry);
  private final Counter unknown =
      Counter.builder()
          .name("headstart_unknown_total")
          .help("Images answered as unknown")
          .labelNames("model")
          .register(registry);
  private final Counter reloads =
      Counter.builder()
          .name("headstart_reloads_total")
          .help("Reloads of a checkpoint whose folder changed")
          .labelNames("model", "result")
          .register(registry);

  private Histogram histogram(String name, String help, String label, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  /** Adds what is looked up when somebody asks. */
  void observe(IntSupplier queue, Collection<ServedModel> models) {
    GaugeWithCallback.builder()
        .name("headstart_queue_images")
        .help("Images taken on and not answered")
        .callback(gauge -> gauge.call(queue.getAsInt()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("headstart_model_info")
        .help("Models served, with the SHA-256 of their weights")
        .labelNames("model", "hash")
        .callback(gauge -> models.forEach(m -> gauge.call(1, m.name(), m.version().hash())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("headstart_images_per_second")
        .help("Images a second while a forward pass runs, of late")
        .labelNames("model")
        .callback(
            gauge ->
                models.forEach(m -> gauge.call(m.version().size().imagesPerSecond(), m.name())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("headstart_unknown_share")
        .help("Share of the images answered as unknown, since the start")
        .labelNames("model")
        .callback(gauge -> models.forEach(m -> gauge.call(unknownShare(m), m.name())))
        .register(registry);
    drift(models);
  }

  private void drift(Collection<ServedModel> models) {
    GaugeWithCallback.builder()
        .name("headstart_feature_drift")
        .help("Distance of the mean features of late from training's, as a share of its length")
        .labelNames("model")
        .callback(
            gauge ->
                models.forEach(
                    m ->
                        m.version()
                            .drift()
                            .filter(drift -> drift.images() > 0)
                            .map(FeatureDrift::value)
                            .ifPresent(value -> gauge.call(value, m.name()))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("headstart_feature_drift_images")
        .help("Images that headstart_feature_drift has seen; the last thousand count most")
        .labelNames("model")
        .callback(
            gauge ->
                models.forEach(
                    m ->
                        m.version()
                            .drift()
                            .ifPresent(drift -> gauge.call((double) drift.images(), m.name()))))
        .register(registry);
  }

  private double unknownShare(ServedModel model) {
    double all = 0;
    for (String label : model.version().classes()) {
      all += answers.labelValues(model.name(), label).get();
    }
    return all == 0 ? 0 : unknown.labelValues(model.name()).get() / all;
  }

  void answered(String route, int status, double duration) {
    requests.labelValues(route, Integer.toString(status)).inc();
    seconds.labelValues(route).observe(duration);
  }

  void classified(String model, List<Prediction> predictions) {
    batches.labelValues(model).observe(predictions.size());
    for (Prediction prediction : predictions) {
      answers.labelValues(model, prediction.label()).inc();
      if (prediction.unknown()) {
        unknown.labelValues(model).inc();
      }
    }
  }

  void reloaded(String model, String result) {
    reloads.labelValues(model, result).inc();
  }

  /** Returns all of it in Prometheus' text format. */
  Reply reply() {
    PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    }
    return new Reply(200, Map.of("Content-Type", writer.getContentType()), text.toByteArray());
  }
}

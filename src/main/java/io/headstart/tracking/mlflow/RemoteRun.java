package io.headstart.tracking.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A run on the server, brought up to what is known here as often as it is asked to. Whatever the
 * server has confirmed is recorded and not sent again. One thread sends, others may ask how far it
 * is.
 */
final class RemoteRun {
  /** MLflow's limits of one {@code runs/log-batch}. */
  private static final int METRICS = 1_000;

  private static final int PARAMS = 100;

  /** Letters of a parameter's value that every version of MLflow takes. */
  private static final int LONGEST_PARAM = 500;

  /** Letters of a tag's value. */
  private static final int LONGEST_TAG = 5_000;

  /** A tag: under which run the server shows one. */
  static final String PARENT = "mlflow.parentRunId";

  private static final String KEY = "headstart.key";
  private static final String PROXY = "mlflow-artifacts:";

  private final RunContent content;
  private final SentRecord record;
  private final Optional<RemoteRun> parent;
  private final MlflowClient client;
  private final String experiment;
  private volatile SentRecord.Entry entry;
  private boolean asked;
  private volatile boolean reopened;

  /**
   * Prepares.
   *
   * @param record of what was sent before
   * @param parent under which the server shows it
   * @param done epochs that may have been sent before; of later ones other figures may come
   */
  RemoteRun(
      RunContent content,
      SentRecord record,
      Optional<RemoteRun> parent,
      Experiment experiment,
      int done) {
    this.content = content;
    this.record = record;
    this.parent = parent;
    this.client = experiment.client();
    this.experiment = experiment.name();
    Optional<SentRecord.Entry> before =
        record.entry(content.name(), client.base(), this.experiment);
    this.entry =
        before
            .map(found -> found.upTo(Math.min(found.epoch(), done)))
            .orElseGet(
                () ->
                    new SentRecord.Entry(
                        client.base(),
                        this.experiment,
                        UUID.randomUUID().toString(),
                        null,
                        null,
                        false,
                        0,
                        false));
    this.asked = before.isPresent();
  }

  /** An experiment by its name, on a server. */
  record Experiment(MlflowClient client, String name) {
    /** Finds it, or makes it. */
    String id() throws IOException {
      try {
        return found();
      } catch (MlflowRefusal missing) {
        if (!missing.is("RESOURCE_DOES_NOT_EXIST")) {
          throw missing;
        }
      }
      try {
        JsonObject body = new JsonObject();
        body.addProperty("name", name);
        return field(client.post("experiments/create", body), "experiment_id");
      } catch (MlflowRefusal faster) {
        if (!faster.is("RESOURCE_ALREADY_EXISTS")) {
          throw faster;
        }
        return found();
      }
    }

    private String found() throws IOException {
      JsonObject answer = client.get("experiments/get-by-name", "experiment_name", name);
      return field(object(answer, "experiment"), "experiment_id");
    }
  }

  String name() {
    return content.name();
  }

  /** Returns whether the server has all that is known here. */
  boolean isUpToDate() {
    return entry.run() != null
        && entry.described()
        && content.last() <= entry.epoch()
        && (entry.ended() || (!reopened && content.ending().isEmpty()));
  }

  /** Returns whether nothing more will come. */
  boolean isDone() {
    return content.ending().isPresent() && isUpToDate();
  }

  /** Says that the run goes on although it had ended: its end will be told anew. */
  RemoteRun reopened() {
    entry = entry.asEnded(false);
    reopened = entry.run() != null;
    return this;
  }

  /** Sends what is missing. */
  void send(Experiment target) throws IOException {
    // Read first: what it says comes after all figures.
    Optional<RunContent.Ending> ending = content.ending();
    if (entry.run() == null) {
      create(target);
    } else if (reopened || entry.ended()) {
      update("RUNNING", Optional.empty());
      keep(entry.asEnded(false));
    }
    reopened = false;
    if (!entry.described()) {
      describe();
    }
    figures(content.after(entry.epoch()));
    if (ending.isPresent() && !entry.ended()) {
      end(ending.get());
    }
  }

  private void create(Experiment target) throws IOException {
    String id = target.id();
    if (asked) {
      Optional<JsonObject> found = search(id);
      if (found.isPresent()) {
        keep(created(found.get()));
        return;
      }
    }
    asked = true;
    keep(entry);
    JsonObject body = new JsonObject();
    body.addProperty("experiment_id", id);
    body.addProperty("run_name", content.name());
    body.addProperty("start_time", content.start());
    Map<String, String> tags = new LinkedHashMap<>(content.tags());
    tags.put(KEY, entry.key());
    parent.ifPresent(above -> tags.put(PARENT, above.entry.run()));
    body.add("tags", pairs(List.copyOf(tags.entrySet()), LONGEST_TAG));
    keep(created(object(client.post("runs/create", body), "run")));
  }

  /** The server may have made it although its answer was lost. */
  private Optional<JsonObject> search(String experimentId) throws IOException {
    JsonArray ids = new JsonArray();
    ids.add(experimentId);
    JsonObject body = new JsonObject();
    body.add("experiment_ids", ids);
    body.addProperty("filter", "tags.`%s` = '%s'".formatted(KEY, entry.key()));
    body.addProperty("max_results", 1);
    JsonObject answer = client.post("runs/search", body);
    return answer.has("runs") && !answer.getAsJsonArray("runs").isEmpty()
        ? Optional.of(answer.getAsJsonArray("runs").get(0).getAsJsonObject())
        : Optional.empty();
  }

  private SentRecord.Entry created(JsonObject run) throws IOException {
    JsonObject info = object(run, "info");
    return entry.created(field(info, "run_id"), MlflowClient.text(info, "artifact_uri").orElse(""));
  }

  private void describe() throws IOException {
    List<Map.Entry<String, String>> params = List.copyOf(content.params().entrySet());
    for (int from = 0; from < params.size(); from += PARAMS) {
      JsonObject body = ofRun();
      int to = Math.min(from + PARAMS, params.size());
      body.add("params", pairs(params.subList(from, to), LONGEST_PARAM));
      client.post("runs/log-batch", body);
    }
    keep(entry.asDescribed());
  }

  /** Sends whole steps, as many as a request may have. */
  private void figures(List<RunContent.Figures> steps) throws IOException {
    JsonArray metrics = new JsonArray();
    int last = entry.epoch();
    for (RunContent.Figures step : steps) {
      if (metrics.size() + step.values().size() > METRICS) {
        log(metrics, last);
        metrics = new JsonArray();
      }
      add(metrics, step);
      last = step.step();
    }
    if (!metrics.isEmpty()) {
      log(metrics, last);
    }
  }

  private void log(JsonArray metrics, int last) throws IOException {
    JsonObject body = ofRun();
    body.add("metrics", metrics);
    client.post("runs/log-batch", body);
    keep(entry.upTo(last));
  }

  /** JSON has no word for what is not finite. */
  private static void add(JsonArray metrics, RunContent.Figures figures) {
    figures
        .values()
        .forEach(
            (key, value) -> {
              if (Double.isFinite(value)) {
                JsonObject metric = new JsonObject();
                metric.addProperty("key", key);
                metric.addProperty("value", value);
                metric.addProperty("timestamp", figures.time());
                metric.addProperty("step", figures.step());
                metrics.add(metric);
              }
            });
  }

  private void end(RunContent.Ending ending) throws IOException {
    JsonArray metrics = new JsonArray();
    for (RunContent.Figures figures : ending.figures()) {
      if (metrics.size() + figures.values().size() > METRICS) {
        log(metrics, entry.epoch());
        metrics = new JsonArray();
      }
      add(metrics, figures);
    }
    if (!metrics.isEmpty()) {
      log(metrics, entry.epoch());
    }
    upload(ending.files());
    update(ending.status(), Optional.of(ending.time()));
    keep(entry.asEnded(true));
  }

  /** Files go where the server says it keeps them, if that is behind its own proxy. */
  private void upload(Map<String, Path> files) throws IOException {
    List<Map.Entry<String, Path>> there = new ArrayList<>(files.entrySet());
    there.removeIf(file -> !Files.isRegularFile(file.getValue()));
    if (there.isEmpty()) {
      return;
    }
    if (!entry.artifacts().startsWith(PROXY)) {
      JsonObject body = ofRun();
      body.addProperty("key", "headstart.files");
      body.addProperty(
          "value", "not sent: the server keeps artifacts elsewhere than behind its proxy");
      client.post("runs/set-tag", body);
      return;
    }
    String root = URI.create(entry.artifacts()).getRawPath().replaceAll("^/+|/+$", "");
    Map<String, Path> placed = new LinkedHashMap<>();
    there.forEach(file -> placed.put(root + "/" + encoded(file.getKey()), file.getValue()));
    client.put(placed);
  }

  private static String encoded(String path) {
    return Arrays.stream(path.split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  private void update(String status, Optional<Long> end) throws IOException {
    JsonObject body = ofRun();
    body.addProperty("status", status);
    end.ifPresent(time -> body.addProperty("end_time", time));
    client.post("runs/update", body);
  }

  private JsonObject ofRun() {
    JsonObject body = new JsonObject();
    body.addProperty("run_id", entry.run());
    return body;
  }

  private void keep(SentRecord.Entry now) {
    record.put(content.name(), now);
    entry = now;
  }

  private static JsonArray pairs(List<Map.Entry<String, String>> values, int longest) {
    JsonArray pairs = new JsonArray();
    values.forEach(
        pair -> {
          String value = pair.getValue();
          JsonObject one = new JsonObject();
          one.addProperty("key", pair.getKey());
          one.addProperty(
              "value", value.length() > longest ? value.substring(0, longest - 3) + "..." : value);
          pairs.add(one);
        });
    return pairs;
  }

  private static JsonObject object(JsonObject answer, String field) throws IOException {
    if (!answer.has(field) || !answer.get(field).isJsonObject()) {
      throw incomplete(field);
    }
    return answer.getAsJsonObject(field);
  }

  private static String field(JsonObject answer, String field) throws IOException {
    return MlflowClient.text(answer, field)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> incomplete(field));
  }

  private static MlflowRefusal incomplete(String field) {
    return new MlflowRefusal("an answer without " + field + ": is this an MLflow server?", "none");
  }
}

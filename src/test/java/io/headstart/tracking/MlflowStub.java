package io.headstart.tracking;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An MLflow server as its REST API documents it: required fields, types, limits, errors. What a
 * request has wrong is answered as MLflow does, and kept in {@link #complaints}.
 */
public final class MlflowStub implements AutoCloseable {
  /** Names of metrics, parameters and tags: MLflow's {@code _VALID_PARAM_AND_METRIC_NAMES}. */
  private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]{1,250}");

  private static final Set<String> STATUSES =
      Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

  /** How the next requests are met. */
  public enum Mood {
    FINE,
    /** Status 500. */
    BROKEN,
    /** Does what it is asked, and loses the answer. */
    FORGETFUL,
    /** Answers late. */
    SLOW,
    /** Never answers. */
    SILENT,
    /** Status 403. */
    FORBIDDING
  }

  /** A run on the server. */
  public static final class Run {
    public final String id;
    public String status = "RUNNING";
    public long end;
    public final Map<String, String> tags = new TreeMap<>();
    public final Map<String, String> params = new TreeMap<>();
    public final Map<String, Map<Long, Double>> metrics = new TreeMap<>();
    public final Map<String, byte[]> artifacts = new TreeMap<>();
    public int points;

    Run(String id) {
      this.id = id;
    }
  }

  public final List<String> complaints = new CopyOnWriteArrayList<>();
  public final List<String> requests = new CopyOnWriteArrayList<>();
  public final List<String> authorizations = new CopyOnWriteArrayList<>();
  public final Map<String, Run> runs = new LinkedHashMap<>();
  public final Map<String, String> experiments = new TreeMap<>();
  public volatile Mood mood = Mood.FINE;
  public final AtomicInteger moody = new AtomicInteger(Integer.MAX_VALUE);
  public volatile long lateMillis = 300;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Listens on a free port of the loopback. */
  public MlflowStub() {
    this(0);
  }

  /** Listens on a port of the loopback. */
  public MlflowStub(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Returns its address. */
  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns its only run of a name. */
  public synchronized Run run(String name) {
    List<Run> found =
        runs.values().stream().filter(run -> name.equals(run.tags.get("mlflow.runName"))).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " runs " + name + " of " + runs.keySet());
    }
    return found.get(0);
  }

  /** What is answered as MLflow's error JSON. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;

    Refusal(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }

    static Refusal invalid(String message) {
      return new Refusal(400, "INVALID_PARAMETER_VALUE", message);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    authorizations.add(authorization == null ? "" : authorization);
    Mood now = mood;
    if (now != Mood.FINE && moody.decrementAndGet() < 0) {
      mood = Mood.FINE;
      now = Mood.FINE;
    }
    try {
      if (now == Mood.SILENT) {
        Thread.sleep(60_000);
      } else if (now == Mood.SLOW) {
        Thread.sleep(lateMillis);
      } else if (now == Mood.BROKEN) {
        answer(exchange, 500, "{\"error_code\":\"INTERNAL_ERROR\",\"message\":\"out of luck\"}");
        return;
      } else if (now == Mood.FORBIDDING) {
        answer(exchange, 403, "{\"error_code\":\"PERMISSION_DENIED\",\"message\":\"not you\"}");
        return;
      }
    } catch (InterruptedException e) {
      exchange.close();
      return;
    }
    String text;
    int status = 200;
    try {
      text = answer(exchange, body);
    } catch (Refusal e) {
      JsonObject error = new JsonObject();
      error.addProperty("error_code", e.code);
      error.addProperty("message", e.getMessage());
      text = error.toString();
      status = e.status;
      if (!e.code.equals("RESOURCE_DOES_NOT_EXIST")) {
        complaints.add(exchange.getRequestURI() + ": " + e.getMessage());
      }
    }
    if (now == Mood.FORGETFUL) {
      exchange.close();
    } else {
      answer(exchange, status, text);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized String answer(HttpExchange exchange, byte[] body) throws Refusal {
    String path = exchange.getRequestURI().getRawPath();
    String method = exchange.getRequestMethod();
    String proxy = "/api/2.0/mlflow-artifacts/artifacts/";
    if (method.equals("PUT") && path.startsWith(proxy)) {
      String[] parts = path.substring(proxy.length()).split("/", 4);
      if (parts.length < 4 || !parts[2].equals("artifacts")) {
        throw Refusal.invalid("no path of a run's artifact: " + path);
      }
      run(parts[1], true).artifacts.put(URLDecoder.decode(parts[3], StandardCharsets.UTF_8), body);
      return "{}";
    }
    String call = path.replaceFirst("^/api/2\\.0/mlflow/", "");
    if (method.equals("GET") && call.equals("experiments/get-by-name")) {
      return experiment(exchange.getRequestURI().getRawQuery());
    }
    if (!method.equals("POST") || call.equals(path)) {
      throw new Refusal(404, "ENDPOINT_NOT_FOUND", method + " " + path);
    }
    JsonObject given =
        JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
    if (body.length > 1 << 20) {
      throw Refusal.invalid("a request of more than 1 MB");
    }
    return switch (call) {
      case "experiments/create" -> createExperiment(given);
      case "runs/create" -> createRun(given);
      case "runs/update" -> update(given);
      case "runs/log-batch" -> logBatch(given);
      case "runs/set-tag" -> setTag(given);
      case "runs/search" -> search(given);
      default -> throw new Refusal(404, "ENDPOINT_NOT_FOUND", path);
    };
  }

  private String experiment(String query) throws Refusal {
    String name =
        URLDecoder.decode(query.replaceFirst("^experiment_name=", ""), StandardCharsets.UTF_8);
    String id = experiments.get(name);
    if (id == null) {
      throw new Refusal(
          404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '" + name + "'");
    }
    JsonObject experiment = new JsonObject();
    experiment.addProperty("experiment_id", id);
    experiment.addProperty("name", name);
    JsonObject answer = new JsonObject();
    answer.add("experiment", experiment);
    return answer.toString();
  }

  private String createExperiment(JsonObject given) throws Refusal {
    only(given, "name", "artifact_location", "tags");
    String name = text(given, "name");
    if (experiments.containsKey(name)) {
      throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", name);
    }
    String id = Integer.toString(experiments.size() + 1);
    experiments.put(name, id);
    return "{\"experiment_id\":\"" + id + "\"}";
  }

  private String createRun(JsonObject given) throws Refusal {
    only(given, "experiment_id", "user_id", "run_name", "start_time", "tags");
    if (!experiments.containsValue(text(given, "experiment_id"))) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "No such experiment");
    }
    whole(given, "start_time");
    Run run = new Run("run%028d".formatted(runs.size() + 1));
    run.tags.put("mlflow.runName", text(given, "run_name"));
    tags(run, given);
    String parent = run.tags.get("mlflow.parentRunId");
    if (parent != null) {
      run(parent, true);
    }
    runs.put(run.id, run);
    JsonObject answer = new JsonObject();
    answer.add("run", described(run, text(given, "experiment_id")));
    return answer.toString();
  }

  private static JsonObject described(Run run, String experiment) {
    JsonObject info = new JsonObject();
    info.addProperty("run_id", run.id);
    info.addProperty("run_uuid", run.id);
    info.addProperty("experiment_id", experiment);
    info.addProperty("status", run.status);
    info.addProperty("lifecycle_stage", "active");
    info.addProperty(
        "artifact_uri", "mlflow-artifacts:/%s/%s/artifacts".formatted(experiment, run.id));
    JsonObject described = new JsonObject();
    described.add("info", info);
    described.add("data", new JsonObject());
    return described;
  }

  private String update(JsonObject given) throws Refusal {
    only(given, "run_id", "run_uuid", "status", "end_time", "run_name");
    Run run = run(text(given, "run_id"), true);
    if (given.has("status")) {
      if (!STATUSES.contains(text(given, "status"))) {
        throw Refusal.invalid("status " + given.get("status"));
      }
      run.status = text(given, "status");
    }
    if (given.has("end_time")) {
      run.end = whole(given, "end_time");
    }
    JsonObject answer = new JsonObject();
    answer.add("run_info", described(run, "1").getAsJsonObject("info"));
    return answer.toString();
  }

  private String logBatch(JsonObject given) throws Refusal {
    only(given, "run_id", "metrics", "params", "tags");
    Run run = run(text(given, "run_id"), true);
    List<JsonObject> metrics = list(given, "metrics", 1_000);
    List<JsonObject> params = list(given, "params", 100);
    if (metrics.size() + params.size() + list(given, "tags", 100).size() > 1_000) {
      throw Refusal.invalid("more than 1000 metrics, params and tags");
    }
    for (JsonObject metric : metrics) {
      only(metric, "key", "value", "timestamp", "step");
      String key = key(metric);
      JsonElement value = metric.get("value");
      if (value == null || !value.getAsJsonPrimitive().isNumber()) {
        throw Refusal.invalid("value of " + key + " is " + value);
      }
      whole(metric, "timestamp");
      run.metrics
          .computeIfAbsent(key, ignored -> new TreeMap<>())
          .put(whole(metric, "step"), value.getAsDouble());
      run.points++;
    }
    for (JsonObject param : params) {
      only(param, "key", "value");
      String value = text(param, "value");
      String before = run.params.put(key(param), value);
      if (value.length() > 6_000 || (before != null && !before.equals(value))) {
        throw Refusal.invalid("Changing param values is not allowed: " + param);
      }
    }
    tags(run, given);
    return "{}";
  }

  private String setTag(JsonObject given) throws Refusal {
    only(given, "run_id", "key", "value");
    run(text(given, "run_id"), true).tags.put(key(given), text(given, "value"));
    return "{}";
  }

  private String search(JsonObject given) throws Refusal {
    only(given, "experiment_ids", "filter", "run_view_type", "max_results", "order_by");
    String filter = text(given, "filter");
    var match = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'").matcher(filter);
    if (!match.matches()) {
      throw Refusal.invalid("filter " + filter);
    }
    JsonArray found = new JsonArray();
    runs.values().stream()
        .filter(run -> match.group(2).equals(run.tags.get(match.group(1))))
        .forEach(run -> found.add(described(run, "1")));
    JsonObject answer = new JsonObject();
    if (!found.isEmpty()) {
      answer.add("runs", found);
    }
    return answer.toString();
  }

  private Run run(String id, boolean required) throws Refusal {
    Run run = runs.get(id);
    if (run == null && required) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "Run with id=" + id + " not found");
    }
    return run;
  }

  private static void tags(Run run, JsonObject given) throws Refusal {
    for (JsonObject tag : list(given, "tags", 100)) {
      only(tag, "key", "value");
      if (text(tag, "value").length() > 8_000) {
        throw Refusal.invalid("a tag of more than 8000 letters");
      }
      run.tags.put(key(tag), text(tag, "value"));
    }
  }

  private static List<JsonObject> list(JsonObject given, String field, int most) throws Refusal {
    List<JsonObject> all = new ArrayList<>();
    if (given.has(field)) {
      given.getAsJsonArray(field).forEach(one -> all.add(one.getAsJsonObject()));
    }
    if (all.size() > most) {
      throw Refusal.invalid("more than " + most + " " + field);
    }
    return all;
  }

  private static String key(JsonObject given) throws Refusal {
    String key = text(given, "key");
    if (!KEY.matcher(key).matches() || key.startsWith("/") || key.contains("..")) {
      throw Refusal.invalid("Invalid name: '" + key + "'");
    }
    return key;
  }

  private static String text(JsonObject given, String field) throws Refusal {
    JsonElement value = given.get(field);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw Refusal.invalid("Missing value for required parameter '" + field + "'");
    }
    return value.getAsString();
  }

  private static long whole(JsonObject given, String field) throws Refusal {
    JsonElement value = given.get(field);
    if (value == null || !value.toString().matches("\\d+")) {
      throw Refusal.invalid("Missing value for required parameter '" + field + "'");
    }
    return value.getAsLong();
  }

  private static void only(JsonObject given, String... fields) throws Refusal {
    for (String field : given.keySet()) {
      if (!Set.of(fields).contains(field)) {
        throw Refusal.invalid("no such field: " + field);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

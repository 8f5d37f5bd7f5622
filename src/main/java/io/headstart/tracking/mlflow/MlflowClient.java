package io.headstart.tracking.mlflow;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Requests to an MLflow server, as its REST API 2.0 has them. A request that may succeed another
 * time fails with an {@link IOException}, any other with a {@link MlflowRefusal}. Used by one
 * thread.
 */
final class MlflowClient {
  private static final Duration CONNECTING = Duration.ofSeconds(3);
  private static final Duration ANSWERING = Duration.ofSeconds(10);

  /** Files can be large, and lines slow. */
  private static final Duration UPLOADING = Duration.ofMinutes(5);

  private static final int SHOWN = 300;

  private final String base;
  private final Optional<String> authorization;
  private HttpClient http;
  private volatile long answered = System.nanoTime();

  /**
   * Prepares; nothing is asked yet.
   *
   * @param uri of the server
   * @param environment where MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD, say who asks
   */
  MlflowClient(String uri, Map<String, String> environment) {
    this.base = uri.replaceAll("/+$", "");
    this.authorization = authorization(environment);
  }

  /** Made by the thread that sends: Java takes its time for it. */
  private HttpClient http() {
    if (http == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECTING);
      Optional.ofNullable(ProxySelector.getDefault()).ifPresent(builder::proxy);
      http = builder.build();
    }
    return http;
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    String password = environment.get("MLFLOW_TRACKING_PASSWORD");
    if (user != null && password != null) {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return Optional.ofNullable(token).map(given -> "Bearer " + given);
  }

  String base() {
    return base;
  }

  /** Returns when the server last answered anything, as {@link System#nanoTime}. */
  long answered() {
    return answered;
  }

  /** Asks for something by one parameter. */
  JsonObject get(String call, String name, String value) throws IOException {
    String query = "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return send(request("/api/2.0/mlflow/" + call + query, ANSWERING).GET());
  }

  /** Asks for a change. */
  JsonObject post(String call, JsonObject body) throws IOException {
    return send(
        request("/api/2.0/mlflow/" + call, ANSWERING)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /**
   * Sends files through the server's proxy for artifacts, all at once: each alone would wait for
   * the line.
   *
   * @param files by their paths below the proxy's root, the paths' parts encoded
   */
  void put(Map<String, Path> files) throws IOException {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      HttpRequest request =
          request("/api/2.0/mlflow-artifacts/artifacts/" + file.getKey(), UPLOADING)
              .header("Content-Type", "application/octet-stream")
              .PUT(BodyPublishers.ofFile(file.getValue()))
              .build();
      answers.add(http().sendAsync(request, BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      try {
        read(answer.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonObject send(HttpRequest.Builder request) throws IOException {
    try {
      return read(http().send(request.build(), BodyHandlers.ofString()));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  private JsonObject read(HttpResponse<String> response) throws IOException {
    int status = response.statusCode();
    String body = response.body();
    if (status == 200) {
      answered = System.nanoTime();
      return object(body).orElseThrow(() -> refusal(status, "no JSON", body));
    }
    Optional<JsonObject> error = object(body);
    String code = error.flatMap(fields -> text(fields, "error_code")).orElse("HTTP " + status);
    String message = error.flatMap(fields -> text(fields, "message")).orElse(body.strip());
    if (status == 429 || status >= 500) {
      throw new IOException(shown(status, code, message));
    }
    answered = System.nanoTime();
    throw refusal(status, code, message);
  }

  private static MlflowRefusal refusal(int status, String code, String message) {
    return new MlflowRefusal(shown(status, code, message), code);
  }

  private static String shown(int status, String code, String message) {
    String text = message.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return "HTTP %d, %s: %s".formatted(status, code.replaceAll("\\p{Cntrl}", "?"), cut);
  }

  private static Optional<JsonObject> object(String body) {
    try {
      return Optional.of(JsonParser.parseString(body.isBlank() ? "{}" : body))
          .filter(element -> element.isJsonObject())
          .map(element -> element.getAsJsonObject());
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /** Returns a field that is text. */
  static Optional<String> text(JsonObject object, String field) {
    return Optional.ofNullable(object.get(field))
        .filter(value -> value.isJsonPrimitive())
        .map(value -> value.getAsString());
  }
}

package io.headstart.studio;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.HeardLines;
import io.headstart.experiment.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A studio over the checkpoints of a folder, that ticks, and a client with its token. */
final class OpenStudio implements AutoCloseable {
  final StudioServer server;
  final HeardLines heard = new HeardLines();
  private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
  private final HttpClient client = HttpClient.newHttpClient();

  OpenStudio(Path folder) {
    server =
        StudioServer.start(
            new StudioOptions(0, folder.resolve("checkpoints"), List.of(), program()),
            new Context(folder.resolve("home"), heard, () -> false).withoutNetwork());
    var unused = ticks.scheduleWithFixedDelay(server::tick, 100, 100, TimeUnit.MILLISECONDS);
  }

  private static List<String> program() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "io.headstart.cli.Main");
  }

  String token() {
    return server.url().substring(server.url().indexOf("token=") + 6);
  }

  URI uri(String path) {
    return URI.create(server.url().substring(0, server.url().indexOf("/?")) + path);
  }

  HttpResponse<String> bare(String path, String... headers) {
    return send(request(path, headers).GET().build());
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, withToken(headers)).GET().build());
  }

  HttpResponse<byte[]> bytes(String path) {
    try {
      return client.send(request(path, withToken()).GET().build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonObject json(String path) {
    return json(get(path));
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return send(
        request(path, withToken(all.toArray(String[]::new)))
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  HttpResponse<String> postBytes(String path, byte[] body) {
    return send(request(path, withToken()).POST(BodyPublishers.ofByteArray(body)).build());
  }

  static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private String[] withToken(String... headers) {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token()));
    all.addAll(List.of(headers));
    return all.toArray(String[]::new);
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(60));
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    server.close();
  }
}

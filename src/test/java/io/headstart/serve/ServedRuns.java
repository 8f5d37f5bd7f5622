package io.headstart.serve;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.engine.RuntimeOptions;
import io.headstart.experiment.SmallRun;
import io.headstart.inference.Headstart;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.imageio.ImageIO;

/** A server on the loopback with heads that were really trained, and a client of it. */
final class ServedRuns implements AutoCloseable {
  static final Limits LIMITS =
      new Limits(1 << 20, 8, 64, Duration.ofSeconds(30), Duration.ofMillis(3));

  final Headstart headstart;
  final ModelServer server;
  final Queue<String> log = new ConcurrentLinkedQueue<>();
  final HeardLines heard = new HeardLines();
  private final HttpClient client = HttpClient.newHttpClient();

  /** Trains {@code plain} and, calibrated and standardized, {@code careful}. */
  static Path train(Path folder) {
    SmallRun.train(folder, "checkpoint.name=plain", "features.standardize=false");
    SmallRun.train(folder, "checkpoint.name=careful", "calibrate={max-error: 0.3, outliers: 0.1}");
    return folder;
  }

  ServedRuns(Path folder, Limits limits, Optional<String> token, String... names) {
    this.headstart =
        Headstart.start(RuntimeOptions.on("cpu").withoutNetwork().withHome(folder.resolve("home")));
    Checkpoints checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    List<CheckpointSource> sources =
        List.of(names).stream()
            .map(name -> new CheckpointSource(headstart, checkpoints.find(name), List.of()))
            .toList();
    this.server =
        ModelServer.start(
            new ServerOptions("127.0.0.1", 0, token, limits), sources, 2, log::add, heard);
  }

  static ServedRuns of(Path folder) {
    return new ServedRuns(folder, LIMITS, Optional.empty(), "plain", "careful");
  }

  URI uri(String path) {
    return URI.create(server.url() + path);
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET().build());
  }

  HttpResponse<String> post(String path, BodyPublisher body, String... headers) {
    return send(request(path, headers).POST(body).build());
  }

  HttpResponse<String> post(String path, byte[] body, String... headers) {
    return post(path, BodyPublishers.ofByteArray(body), headers);
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, byte[] body) {
    return client.sendAsync(
        request(path).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(60));
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  /** Draws an image; another number, another image. */
  static BufferedImage drawn(int number) {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        image.setRGB(x, y, Objects.hash(x / 4, y / 4, number) & 0xFFFFFF);
      }
    }
    return image;
  }

  static byte[] file(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, format, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] png(int number) {
    return file(drawn(number), "png");
  }

  /** Makes a form with a file in each part. */
  static byte[] form(String boundary, byte[]... files) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (int i = 0; i < files.length; i++) {
      form.writeBytes(
          "--%s\r\nContent-Disposition: form-data; name=\"f%d\"; filename=\"é %d.png\"\r\n\r\n"
              .formatted(boundary, i, i)
              .getBytes(StandardCharsets.UTF_8));
      form.writeBytes(files[i]);
      form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    form.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }

  @Override
  public void close() {
    server.close();
    headstart.close();
  }
}

package io.headstart.serve;

import static io.headstart.serve.ServedRuns.json;
import static io.headstart.serve.ServedRuns.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.inference.Classifier;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.awt.image.BufferedImage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked and answered when nothing is wrong. */
class RoutesTest {
  @TempDir private static Path folder;
  private static ServedRuns runs;

  @BeforeAll
  static void start() {
    ServedRuns.train(folder);
    runs = ServedRuns.of(folder);
  }

  @AfterAll
  static void stop() {
    runs.close();
  }

  /** Asks the library, in another opening of the same checkpoint. */
  private static List<Prediction> library(String name, List<ImageInput> images) {
    try (Classifier classifier =
        runs.headstart.classifier(folder.resolve("checkpoints").resolve(name))) {
      return classifier.classify(images);
    }
  }

  @Test
  void tellsWhoItIsAndThatItIsWell() {
    assertThat(json(runs.get("/v2")).get("name").getAsString()).isEqualTo("Headstart");
    for (String path : List.of("/v2/health/live", "/v2/health/ready", "/v2/models/plain/ready")) {
      assertThat(runs.get(path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void aTakenPortIsNamedBeforeAModelIsOpened() {
    List<CheckpointSource> sources =
        List.of(new CheckpointSource(runs.headstart, /* would be opened */ null, List.of()));
    ServerOptions taken =
        new ServerOptions("127.0.0.1", runs.uri("").getPort(), Optional.empty(), ServedRuns.LIMITS);
    assertThatThrownBy(() -> ModelServer.start(taken, sources, 1, runs.log::add, Progress.NONE))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot listen there");
  }

  @Test
  void whoAsksForHeadersAloneGetsNoBodyAndWhoWaitsForLeaveGetsIt() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest head =
        HttpRequest.newBuilder(runs.uri("/")).method("HEAD", BodyPublishers.noBody()).build();
    HttpResponse<String> answer = client.send(head, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow()).isPositive();
    assertThat(answer.body()).isEmpty();
    HttpRequest waiting =
        HttpRequest.newBuilder(runs.uri("/classify"))
            .version(HttpClient.Version.HTTP_1_1)
            .expectContinue(true)
            .POST(BodyPublishers.ofByteArray(png(1)))
            .build();
    assertThat(client.send(waiting, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void anImageGetsTheProbabilitiesOfTheLibrary() {
    for (String name : List.of("plain", "careful")) {
      for (int i = 0; i < 5; i++) {
        JsonObject answer = json(runs.post("/classify?top=10&model=" + name, png(i)));
        Prediction expected = library(name, List.of(ImageInput.of(png(i)))).get(0);
        assertSame(expected, answer.getAsJsonArray("predictions").get(0).getAsJsonObject());
        assertThat(answer.get("model").getAsString()).isEqualTo(name);
        assertThat(answer.get("hash").getAsString()).matches("[0-9a-f]{64}");
      }
    }
  }

  @Test
  void theFilesOfAFormAreAnsweredInTheirOrderUnderTheirNames() {
    byte[] form = ServedRuns.form("x-y", png(3), png(4), png(5));
    JsonObject answer =
        json(
            runs.post(
                "/classify?top=2&model=careful",
                form,
                "Content-Type",
                "multipart/form-data; boundary=x-y"));
    List<Prediction> expected =
        library("careful", IntStream.of(3, 4, 5).mapToObj(i -> ImageInput.of(png(i))).toList());
    JsonArray predictions = answer.getAsJsonArray("predictions");
    assertThat(predictions).hasSize(3);
    for (int i = 0; i < 3; i++) {
      JsonObject one = predictions.get(i).getAsJsonObject();
      assertSame(expected.get(i), one);
      assertThat(one.get("file").getAsString()).isEqualTo("é " + i + ".png");
      assertThat(one.getAsJsonArray("classes")).hasSize(2);
    }
  }

  private static void assertSame(Prediction expected, JsonObject given) {
    int row = 0;
    for (JsonElement one : given.getAsJsonArray("classes")) {
      JsonObject c = one.getAsJsonObject();
      assertThat(c.get("name").getAsString()).isEqualTo(expected.classes().get(row).name());
      assertThat(c.get("probability").getAsDouble())
          .isEqualTo(expected.classes().get(row).probability());
      row++;
    }
    assertThat(given.get("unknown").getAsBoolean()).isEqualTo(expected.unknown());
    expected
        .confidence()
        .ifPresent(
            confidence ->
                assertThat(given.get("calibrated-probability").getAsDouble())
                    .isEqualTo(confidence.probability()));
  }

  @Test
  void filesAndPixelsOfTheProtocolGetTheSameProbabilities() {
    List<Prediction> expected =
        library("plain", List.of(ImageInput.of(png(1)), ImageInput.of(png(2))));
    JsonObject files = json(infer(Map.of("files", List.of(1, 2))));
    JsonObject pixels = json(infer(Map.of("pixels", List.of(1, 2))));
    assertThat(files.get("id").getAsString()).isEqualTo("a");
    assertThat(files.get("outputs")).isEqualTo(pixels.get("outputs"));
    JsonObject probabilities = tensor(files, "probabilities");
    List<String> classes = classes("plain");
    assertThat(probabilities.get("shape").toString()).isEqualTo("[2,%d]".formatted(classes.size()));
    for (int i = 0; i < 2; i++) {
      Map<String, Double> byName = new TreeMap<>();
      expected.get(i).classes().forEach(c -> byName.put(c.name(), c.probability()));
      for (int c = 0; c < classes.size(); c++) {
        assertThat(probabilities.getAsJsonArray("data").get(i * classes.size() + c).getAsDouble())
            .isEqualTo(byName.get(classes.get(c)));
      }
      assertThat(tensor(files, "label").getAsJsonArray("data").get(i).getAsString())
          .isEqualTo(expected.get(i).label());
    }
  }

  private static HttpResponse<String> infer(Map<String, List<Integer>> which) {
    StringBuilder data = new StringBuilder();
    String tensor;
    if (which.containsKey("files")) {
      tensor = "\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [2]";
      for (int i : which.get("files")) {
        data.append(",\"").append(Base64.getEncoder().encodeToString(png(i))).append('"');
      }
    } else {
      tensor = "\"datatype\": \"UINT8\", \"name\": \"pixels\", \"shape\": [2, 30, 40, 3]";
      for (int i : which.get("pixels")) {
        data.append(",[").append(nested(ServedRuns.drawn(i))).append(']');
      }
    }
    String body =
        "{\"id\": \"a\", \"parameters\": {\"x\": [1]}, \"inputs\": [{\"data\": [%s], %s}]}"
            .formatted(data.substring(1), tensor);
    return runs.post("/v2/models/plain/infer", body.getBytes(StandardCharsets.UTF_8));
  }

  private static String nested(BufferedImage image) {
    StringBuilder rows = new StringBuilder();
    for (int y = 0; y < image.getHeight(); y++) {
      StringBuilder row = new StringBuilder();
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        row.append(",[%d,%d,%d]".formatted(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF));
      }
      rows.append(",[").append(row.substring(1)).append(']');
    }
    return rows.substring(1);
  }

  private static JsonObject tensor(JsonObject answer, String name) {
    for (JsonElement one : answer.getAsJsonArray("outputs")) {
      if (one.getAsJsonObject().get("name").getAsString().equals(name)) {
        return one.getAsJsonObject();
      }
    }
    throw new AssertionError("no output " + name + " in " + answer);
  }

  private static List<String> classes(String model) {
    JsonObject metadata = json(runs.get("/v2/models/" + model));
    return metadata.getAsJsonObject("parameters").getAsJsonArray("classes").asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  @Test
  void onlyTheOutputsAskedForAreGiven() {
    String body =
        "{\"inputs\": [{\"name\": \"pixels\", \"shape\": [1,1,1,3], \"datatype\": \"UINT8\","
            + " \"data\": [9,9,9]}], \"outputs\": [{\"name\": \"label\", \"parameters\": {}}]}";
    JsonObject answer =
        json(runs.post("/v2/models/careful/infer", body.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.getAsJsonArray("outputs")).hasSize(1);
    assertThat(tensor(answer, "label").get("shape").toString()).isEqualTo("[1]");
  }

  @Test
  void aVersionIsTheOneThatAnswersNow() {
    String version =
        json(runs.get("/v2/models/plain")).getAsJsonArray("versions").get(0).getAsString();
    assertThat(runs.get("/v2/models/plain/versions/" + version).statusCode()).isEqualTo(200);
    HttpResponse<String> other = runs.get("/v2/models/plain/versions/1/ready");
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(json(other).get("accepted").getAsString()).isEqualTo(version);
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
    JsonObject paths = json(runs.get("/openapi.json")).getAsJsonObject("paths");
    String listed = json(runs.get("/nothing")).get("accepted").getAsString();
    assertThat(listed.split(", ")).containsExactlyInAnyOrderElementsOf(paths.keySet());
    for (String path : paths.keySet()) {
      String own = path.replace("{model}", "plain").replace("{version}", "1");
      for (String method : paths.getAsJsonObject(path).keySet()) {
        int status =
            method.equals("get")
                ? runs.get(own).statusCode()
                : runs.post(own, new byte[0]).statusCode();
        assertThat(status).as(method + " " + path).isNotEqualTo(405);
        assertThat(
                paths
                    .getAsJsonObject(path)
                    .getAsJsonObject(method)
                    .getAsJsonObject("responses")
                    .keySet())
            .as(method + " " + path)
            .contains(Integer.toString(status));
      }
    }
  }

  @Test
  void metricsTellOfImagesClassesAndDrift() {
    runs.post("/classify?model=careful", png(1));
    runs.post("/classify?model=plain", png(1));
    String metrics = runs.get("/metrics").body();
    assertThat(metrics)
        .contains("headstart_requests_total{route=\"/classify\",status=\"200\"}")
        .contains("headstart_request_seconds_bucket{route=\"/classify\",le=\"0.005\"}")
        .contains("headstart_batch_images_count{model=\"careful\"}")
        .contains("headstart_queue_images 0.0")
        .contains("headstart_answers_total{class=\"")
        .contains("headstart_unknown_share{model=\"careful\"}")
        .contains("headstart_feature_drift{model=\"careful\"}")
        // It keeps no mean of its training features.
        .doesNotContain("headstart_feature_drift{model=\"plain\"}");
  }

  @Test
  void eachRequestIsALineOfTheLog() {
    runs.log.clear();
    runs.post("/classify?model=careful", png(1));
    runs.get("/secret/../path?token=x");
    List<JsonObject> lines =
        runs.log.stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    JsonObject line =
        lines.stream()
            .filter(l -> l.get("route").getAsString().equals("/classify"))
            .findFirst()
            .orElseThrow();
    assertThat(line.get("status").getAsInt()).isEqualTo(200);
    assertThat(line.get("model").getAsString()).isEqualTo("careful");
    assertThat(line.get("images").getAsInt()).isEqualTo(1);
    assertThat(line.get("ms").getAsDouble()).isPositive();
    assertThat(line.get("bytes-in").getAsInt()).isEqualTo(png(1).length);
    assertThat(runs.log).noneMatch(text -> text.contains("token=x"));
  }

  @Test
  void withATokenOnlyThePageAndTheHealthAreOpen() {
    String token = "a-token-of-some-length";
    try (ServedRuns guarded =
        new ServedRuns(folder, ServedRuns.LIMITS, Optional.of(token), "plain")) {
      for (String path :
          List.of(
              "/",
              "/page.js",
              "/page.css",
              "/openapi.json",
              "/v2",
              "/v2/health/live",
              "/v2/health/ready")) {
        assertThat(guarded.get(path).statusCode()).as(path).isEqualTo(200);
      }
      for (String path :
          List.of("/metrics", "/v2/models", "/v2/models/plain", "/v2/models/plain/ready")) {
        assertThat(guarded.get(path).statusCode()).as(path).isEqualTo(401);
        assertThat(guarded.get(path, "Authorization", "Bearer " + token + "x").statusCode())
            .isEqualTo(401);
        assertThat(guarded.get(path, "Authorization", "Bearer " + token).statusCode())
            .isEqualTo(200);
      }
      HttpResponse<String> refused = guarded.post("/classify", png(1));
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(guarded.post("/classify", png(1), "authorization", "bearer " + token).statusCode())
          .isEqualTo(200);
    }
  }
}

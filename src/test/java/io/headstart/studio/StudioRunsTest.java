package io.headstart.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Verification;
import io.headstart.experiment.SmallRun;
import io.headstart.run.RunFolder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of runs, a run, comparisons. */
class StudioRunsTest {
  @TempDir private static Path folder;
  private static OpenStudio studio;

  @BeforeAll
  static void start() {
    SmallRun.train(folder, "checkpoint.name=one");
    SmallRun.train(folder, "checkpoint.name=two", "train.learning-rate=0.05", "model.hidden=[6]");
    studio = new OpenStudio(folder);
  }

  @AfterAll
  static void stop() {
    studio.close();
  }

  private static List<String> names(JsonObject table) {
    return StreamSupport.stream(table.getAsJsonArray("rows").spliterator(), false)
        .map(row -> row.getAsJsonObject().get("name").getAsString())
        .toList();
  }

  private static List<String> columns(JsonObject table) {
    return StreamSupport.stream(table.getAsJsonArray("columns").spliterator(), false)
        .map(column -> column.getAsJsonObject().get("key").getAsString())
        .toList();
  }

  @Test
  void aFolderThatIsNotThereHasNoRuns(@TempDir Path empty) {
    try (OpenStudio none = new OpenStudio(empty)) {
      JsonObject table = none.json("/api/runs");
      assertThat(table.get("total").getAsInt()).isZero();
      assertThat(names(table)).isEmpty();
    }
  }

  @Test
  void theTableHasFiguresWithIntervalsAndTheSettingsThatDiffer() {
    JsonObject table = studio.json("/api/runs");
    assertThat(names(table)).contains("one", "two");
    assertThat(columns(table))
        .contains("test.accuracy", "train.learning-rate", "model.hidden")
        .doesNotContain("checkpoint.name", "train.epochs");
    JsonArray cells = table.getAsJsonArray("rows").get(0).getAsJsonObject().getAsJsonArray("cells");
    assertThat(cells.get(columns(table).indexOf("test.accuracy")).getAsString())
        .matches("[0-9.]+\\u00a0%\\u00a0\\([0-9.]+–[0-9.]+\\)");
  }

  @Test
  void theTableIsSortedFilteredAndPagedByTheServer() {
    assertThat(names(studio.json("/api/runs?sort=train.learning-rate&order=descending")))
        .startsWith("two");
    assertThat(names(studio.json("/api/runs?filter=learning-rate%3D0.02"))).contains("one");
    assertThat(names(studio.json("/api/runs?filter=learning-rate%3D0.05"))).containsExactly("two");
    assertThat(names(studio.json("/api/runs?filter=two+finished"))).containsExactly("two");
    assertThat(names(studio.json("/api/runs?sort=name&from=1&count=1"))).hasSize(1);
    assertThat(studio.get("/api/runs?from=-1").statusCode()).isEqualTo(400);
    assertThat(names(studio.json("/api/runs?filter=nothing-has-this"))).isEmpty();
  }

  @Test
  void aRunShowsWhatItsReportShows() {
    JsonObject run = studio.json("/api/runs/one");
    RunFolder files = RunFolder.read(folder.resolve("checkpoints/one"));
    int images = files.predictions().orElseThrow().images().size();
    assertThat(run.getAsJsonObject("certainty").get("images").getAsInt()).isEqualTo(images);
    JsonArray matrix = run.getAsJsonArray("matrix");
    int sum = 0;
    for (JsonElement row : matrix) {
      for (JsonElement count : row.getAsJsonArray()) {
        sum += count.getAsInt();
      }
    }
    assertThat(sum).isEqualTo(images);
    assertThat(run.getAsJsonArray("curves")).isNotEmpty();
    assertThat(run.get("config").getAsString()).contains("learning-rate: 0.02");
    assertThat(studio.get("/api/runs/three").statusCode()).isEqualTo(404);
    assertThat(studio.get("/api/runs/three").body()).contains("there is no run three", "next");
  }

  @Test
  void aCellOpensItsImages() {
    JsonObject run = studio.json("/api/runs/one");
    for (int predicted = 0; predicted < 2; predicted++) {
      int count = run.getAsJsonArray("matrix").get(0).getAsJsonArray().get(predicted).getAsInt();
      JsonObject cell = studio.json("/api/runs/one/images?actual=0&predicted=" + predicted);
      assertThat(cell.get("count").getAsInt()).isEqualTo(count);
      for (JsonElement image : cell.getAsJsonArray("images")) {
        String path = "/api/runs/one/images/" + image.getAsJsonObject().get("image").getAsInt();
        assertThat(studio.bytes(path + "?side=16").body()).startsWith(0x89, 'P', 'N', 'G');
      }
    }
    assertThat(studio.get("/api/runs/one/images/99999999").statusCode()).isEqualTo(404);
    assertThat(studio.get("/api/runs/one/images/x").statusCode()).isEqualTo(400);
  }

  @Test
  void runsAreComparedAsTheCommandDoes() {
    JsonObject both = studio.json("/api/compare?runs=one%0Atwo");
    assertThat(both.getAsJsonArray("labels").toString()).isEqualTo("[\"one\",\"two\"]");
    assertThat(both.getAsJsonObject("tests").toString()).contains("one : two");
    assertThat(both.getAsJsonObject("settings").toString()).contains("train.learning-rate", "0.05");
    assertThat(studio.get("/api/compare?runs=one").statusCode()).isEqualTo(400);
    assertThat(studio.get("/api/compare").statusCode()).isEqualTo(400);
  }

  @Test
  void notesAreKeptBesideTheSealedFilesAndFoundByTheFilter() {
    String note = "<img src=x onerror=alert(1)> \u202e\"quoted\"";
    JsonObject body = new JsonObject();
    JsonArray tags = new JsonArray();
    tags.add(" baseline ");
    tags.add("baseline");
    body.add("tags", tags);
    body.addProperty("note", note);
    assertThat(studio.post("/api/runs/two/notes", body.toString()).statusCode()).isEqualTo(200);
    JsonObject run = studio.json("/api/runs/two");
    assertThat(run.get("note").getAsString()).isEqualTo(note);
    assertThat(run.getAsJsonArray("tags").toString()).isEqualTo("[\"baseline\"]");
    assertThat(names(studio.json("/api/runs?filter=BASELINE"))).containsExactly("two");
    Checkpoints checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    assertThat(Verification.of(checkpoints.find("two")).isWhole()).isTrue();
    studio.post("/api/runs/two/notes", "{\"tags\": [], \"note\": \"\"}");
    assertThat(folder.resolve("checkpoints/two/notes.json")).doesNotExist();
    assertThat(studio.post("/api/runs/two/notes", "{\"tags\": [\"a,b\"]}").statusCode())
        .isEqualTo(400);
    assertThat(studio.post("/api/runs/two/notes", "{\"tags\": 3}").statusCode()).isEqualTo(400);
    assertThat(studio.post("/api/runs/two/notes", "[".repeat(100_000)).statusCode()).isEqualTo(400);
  }

  @Test
  void pagesHearOfARunThatIsNewAndOfOneThatIsGone() throws Exception {
    var response =
        HttpClient.newHttpClient()
            .send(
                studio
                    .request("/api/events", "Authorization", "Bearer " + studio.token())
                    .GET()
                    .build(),
                BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      SmallRun.train(folder, "checkpoint.name=new");
      await(in, "\"new\"");
      JsonObject run = studio.json("/api/runs/new");
      assertThat(run.get("status").getAsString()).isIn("running", "finished");
      new Checkpoints(folder.resolve("checkpoints")).remove("new");
      List<String> left = new ArrayList<>(List.of("new"));
      long until = System.nanoTime() + 20_000_000_000L;
      while (left.contains("new") && System.nanoTime() < until) {
        left = new ArrayList<>(names(studio.json("/api/runs")));
        Thread.sleep(50);
      }
      assertThat(left).doesNotContain("new");
    }
  }

  private static void await(BufferedReader in, String part) throws Exception {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("data:") && line.contains(part)) {
        return;
      }
    }
    throw new AssertionError("the events ended");
  }

  @Test
  void tenThousandRunsAreAnsweredInAFifthOfASecond(@TempDir Path many) throws Exception {
    Path from = folder.resolve("checkpoints/one");
    int count = 10_000;
    for (int i = 0; i < count; i++) {
      Path to = Files.createDirectories(many.resolve("checkpoints/model_" + i));
      for (String file : List.of("manifest.json", "config.yaml", "history.csv")) {
        String text = Files.readString(from.resolve(file));
        Files.writeString(
            to.resolve(file), text.replace("learning-rate: 0.02", "learning-rate: 0." + (i + 1)));
      }
    }
    try (OpenStudio studio = new OpenStudio(many)) {
      while (studio.json("/api/runs").get("total").getAsInt() < count) {
        Thread.sleep(100);
      }
      List<Long> milliseconds = new ArrayList<>();
      for (String query :
          List.of("", "sort=train.learning-rate", "filter=learning-rate%3D0.77", "sort=name")) {
        for (int i = 0; i < 5; i++) {
          long start = System.nanoTime();
          JsonObject table = studio.json("/api/runs?" + query);
          milliseconds.add((System.nanoTime() - start) / 1_000_000);
          assertThat(table.get("total").getAsInt()).isEqualTo(count);
          assertThat(columns(table)).contains("train.learning-rate");
        }
      }
      System.err.println("10,000 runs, milliseconds: " + milliseconds);
      List<Long> sorted = milliseconds.stream().sorted().toList();
      assertThat(sorted.get(sorted.size() / 2)).isLessThan(200);
    }
  }
}

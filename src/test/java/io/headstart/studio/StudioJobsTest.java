package io.headstart.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.experiment.SmallRun;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that the studio starts, and what lies beside the checkpoints. */
@Timeout(240)
class StudioJobsTest {
  @TempDir private Path folder;

  private static JsonObject job(OpenStudio studio, int id) {
    for (JsonElement job : studio.json("/api/jobs").getAsJsonArray("jobs")) {
      if (job.getAsJsonObject().get("id").getAsInt() == id) {
        return job.getAsJsonObject();
      }
    }
    throw new AssertionError("no job " + id);
  }

  private static String await(OpenStudio studio, int id, List<String> states) throws Exception {
    while (true) {
      String state = job(studio, id).get("state").getAsString();
      if (states.contains(state)) {
        return state;
      }
      Thread.sleep(50);
    }
  }

  private static int add(OpenStudio studio, String body) {
    return OpenStudio.json(studio.post("/api/jobs", body)).get("id").getAsInt();
  }

  private static boolean curves(HttpResponse<String> run) {
    assertThat(run.statusCode()).as(run.body()).isEqualTo(200);
    return !OpenStudio.json(run).getAsJsonArray("curves").isEmpty();
  }

  private static final List<String> OVER = List.of("done", "failed", "stopped");

  @Test
  void whatIsWrongIsSaidAsTheCommandLineSaysItAndNothingIsQueued() {
    try (OpenStudio studio = new OpenStudio(folder)) {
      String body = "{\"command\": \"train\", \"set\": [\"train.epochs=-1\", \"train.epoch=3\"]}";
      JsonObject found = OpenStudio.json(studio.post("/api/validate", body));
      assertThat(found.get("valid").getAsBoolean()).isFalse();
      assertThat(found.get("problem").getAsString())
          .contains("train.epochs", "train.epoch", "did you mean");
      assertThat(studio.post("/api/jobs", body).statusCode()).isEqualTo(400);
      for (String command : List.of("serve", "checkpoints", "--help", "")) {
        String other = "{\"command\": \"" + command + "\"}";
        assertThat(studio.post("/api/jobs", other).statusCode()).as(command).isEqualTo(400);
      }
      assertThat(studio.post("/api/jobs", "{\"command\": \"map\", \"run\": \"../x\"}").statusCode())
          .isEqualTo(404);
      assertThat(studio.json("/api/jobs").getAsJsonArray("jobs")).isEmpty();
      assertThat(studio.json("/api/schema").toString()).contains("learning-rate");
      assertThat(studio.post("/api/jobs/7/stop", "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void jobsRunOneAtATimeAndStoppingKeepsWhatIsComplete() throws Exception {
    SmallRun.train(folder, "checkpoint.name=one");
    try (OpenStudio studio = new OpenStudio(folder)) {
      int first =
          add(
              studio,
              "{\"command\": \"train\", \"run\": \"one\", \"set\": [\"checkpoint.name=long\","
                  + " \"train.epochs=100000\"]}");
      int second = add(studio, "{\"command\": \"map\", \"run\": \"one\"}");
      await(studio, first, List.of("running"));
      while (studio.json("/api/runs?filter=long+running").get("matching").getAsInt() == 0
          || !curves(studio.get("/api/runs/long"))) {
        Thread.sleep(50);
      }
      assertThat(job(studio, second).get("state").getAsString()).isEqualTo("queued");
      assertThat(studio.post("/api/jobs/" + first + "/stop", "{}").statusCode()).isEqualTo(200);
      assertThat(await(studio, first, OVER)).isEqualTo("stopped");
      assertThat(job(studio, first).get("code").getAsInt()).isEqualTo(130);
      assertThat(new Checkpoints(folder.resolve("checkpoints")).find("long").hasState()).isTrue();
      assertThat(await(studio, second, OVER)).isEqualTo("done");
      assertThat(studio.bytes("/api/runs/one/map").statusCode()).isEqualTo(200);
      assertThat(studio.bytes("/api/runs/long/map").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whatWaitsAtTheEndIsNamed() throws Exception {
    SmallRun.train(folder, "checkpoint.name=one");
    OpenStudio studio = new OpenStudio(folder);
    try (studio) {
      int first =
          add(
              studio,
              "{\"command\": \"train\", \"run\": \"one\", \"set\": [\"train.epochs=100000\"]}");
      add(studio, "{\"command\": \"map\", \"run\": \"one\"}");
      await(studio, first, List.of("running"));
    }
    assertThat(studio.heard.lines.stream().filter(line -> line.contains("not kept")).toList())
        .singleElement()
        .asString()
        .contains("not begun, and not kept: map one");
  }

  @Test
  void anImageIsExplainedByItsNearestTrainingImages() throws Exception {
    SmallRun.train(folder, "checkpoint.name=one");
    try (OpenStudio studio = new OpenStudio(folder)) {
      // A training image itself: the nearest is itself.
      byte[] image = studio.bytes("/api/runs/one/images/3?side=512").body();
      JsonObject answer = OpenStudio.json(studio.postBytes("/api/runs/one/try", image));
      assertThat(answer.getAsJsonArray("classes")).isNotEmpty();
      assertThat(answer.getAsJsonArray("nearest")).hasSize(12);
      assertThat(studio.postBytes("/api/runs/one/try", new byte[] {1, 2, 3}).statusCode())
          .isBetween(400, 409);
      assertThat(studio.postBytes("/api/runs/one/try", new byte[33 << 20]).statusCode())
          .isEqualTo(413);
    }
  }

  @Test
  void searchesRangeTestsAndChecksAreRead(@TempDir Path full) throws Exception {
    StudioRuns.make(full);
    try (OpenStudio studio = new OpenStudio(full)) {
      JsonObject names = studio.json("/api/experiments");
      assertThat(names.getAsJsonArray("searches").toString()).isEqualTo("[\"found-search\"]");
      assertThat(names.getAsJsonArray("ranges").toString()).isEqualTo("[\"one-lr-range\"]");
      assertThat(names.getAsJsonArray("checks")).hasSize(2);
      JsonObject search = studio.json("/api/searches/found-search");
      assertThat(search.getAsJsonArray("trials")).hasSize(5);
      assertThat(studio.json("/api/ranges/one-lr-range").getAsJsonArray("curves")).isNotEmpty();
      JsonObject check = studio.json("/api/checks/one-health");
      assertThat(check.get("withPictures").getAsBoolean()).isTrue();
      assertThat(studio.bytes("/api/checks/one-health/images/0").statusCode()).isEqualTo(200);
      JsonObject written =
          OpenStudio.json(
              studio.post(
                  "/api/checks/one-health/exclude", "{\"names\": [\"train/1\", \"train/1\"]}"));
      assertThat(written.get("count").getAsInt()).isEqualTo(1);
      Path list = Path.of(written.get("file").getAsString());
      assertThat(Files.readAllLines(list)).containsExactly("train/1");
      SmallRun.train(full, "checkpoint.name=fewer", "data.exclude=[\"" + list + "\"]");
      assertThat(
              studio
                  .post("/api/checks/one-health/exclude", "{\"names\": [\"a\\nb\"]}")
                  .statusCode())
          .isEqualTo(400);
      assertThat(studio.get("/api/searches/one").statusCode()).isEqualTo(404);
      assertThat(studio.get("/api/checks/..").statusCode()).isIn(400, 404);
    }
  }
}

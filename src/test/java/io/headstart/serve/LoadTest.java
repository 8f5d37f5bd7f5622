package io.headstart.serve;

import static io.headstart.serve.ServedRuns.json;
import static io.headstart.serve.ServedRuns.png;
import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.checkpoint.Checkpoints;
import io.headstart.experiment.SmallRun;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests at once. The device is held, so that they pile up as a test wants. */
class LoadTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void train() {
    ServedRuns.train(folder);
  }

  private static Limits limits(int queue, int seconds) {
    return new Limits(1 << 20, 2, queue, Duration.ofSeconds(seconds), Duration.ofMillis(3));
  }

  private static ServedRuns start(Limits limits) {
    return new ServedRuns(folder, limits, Optional.empty(), "plain");
  }

  private static List<CompletableFuture<HttpResponse<String>>> post(ServedRuns runs, int count) {
    List<CompletableFuture<HttpResponse<String>>> coming = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      coming.add(runs.postLater("/classify", png(i)));
    }
    return coming;
  }

  private static void awaitQueue(ServedRuns runs, int images) throws InterruptedException {
    while (!runs.get("/metrics").body().contains("headstart_queue_images %d.0".formatted(images))) {
      Thread.sleep(5);
    }
  }

  @Test
  void beyondTheQueueARequestIsToComeAgainAndTheOthersAreAnswered() throws Exception {
    try (ServedRuns runs = start(limits(4, 60))) {
      List<CompletableFuture<HttpResponse<String>>> coming;
      runs.server.device().lock();
      try {
        coming = post(runs, 4);
        awaitQueue(runs, 4);
        HttpResponse<String> refused = runs.post("/classify", png(5));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
            .isBetween(1L, 60L);
        assertThat(json(refused).get("received").getAsString())
            .isEqualTo("1 images, with 4 under way");
        // Who only asks how things are is always answered.
        assertThat(runs.get("/v2/health/ready").statusCode()).isEqualTo(200);
      } finally {
        runs.server.device().unlock();
      }
      for (CompletableFuture<HttpResponse<String>> one : coming) {
        assertThat(one.join().statusCode()).isEqualTo(200);
      }
      assertThat(runs.post("/classify", png(5)).statusCode()).isEqualTo(200);
      assertThat(runs.get("/metrics").body()).contains("headstart_queue_images 0.0");
    }
  }

  @Test
  void imagesThatWaitedTogetherShareAPassAndGetTheAnswersTheyWouldGetAlone() throws Exception {
    try (ServedRuns runs = start(limits(64, 60))) {
      List<String> alone = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        alone.add(runs.post("/classify", png(i)).body());
      }
      List<CompletableFuture<HttpResponse<String>>> coming;
      runs.server.device().lock();
      try {
        coming = post(runs, 20);
        awaitQueue(runs, 20);
      } finally {
        runs.server.device().unlock();
      }
      for (int i = 0; i < 20; i++) {
        assertThat(coming.get(i).join().body()).isEqualTo(alone.get(i));
      }
      String passes =
          runs.get("/metrics")
              .body()
              .lines()
              .filter(l -> l.startsWith("headstart_batch_images_count"))
              .findFirst()
              .orElseThrow();
      assertThat(Double.parseDouble(passes.replaceAll(".* ", ""))).isLessThan(40);
    }
  }

  @Test
  void whatTakesTooLongIsToComeAgain() {
    try (ServedRuns runs = start(limits(4, 1))) {
      runs.server.device().lock();
      try {
        HttpResponse<String> late = runs.post("/classify", png(1));
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("Retry-After")).isPresent();
      } finally {
        runs.server.device().unlock();
      }
      assertThat(runs.post("/classify", png(1)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void endingAnswersWhatHasComeAndTakesNoMore() throws Exception {
    try (ServedRuns runs = start(limits(64, 60))) {
      String before = runs.post("/classify", png(0)).body();
      List<CompletableFuture<HttpResponse<String>>> coming;
      CompletableFuture<Void> ending;
      runs.server.device().lock();
      try {
        coming = post(runs, 30);
        awaitQueue(runs, 30);
        ending = CompletableFuture.runAsync(runs.server::close);
        Thread.sleep(700);
        assertThat(ending).isNotDone();
        CompletableFuture<HttpResponse<String>> late = runs.postLater("/classify", png(0));
        assertThat(late.handle((response, problem) -> problem).join())
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(ConnectException.class);
      } finally {
        runs.server.device().unlock();
      }
      for (CompletableFuture<HttpResponse<String>> one : coming) {
        assertThat(one.join().statusCode()).isEqualTo(200);
        assertThat(one.join().headers().firstValue("Connection")).contains("close");
      }
      assertThat(coming.get(0).join().body()).isEqualTo(before);
      ending.join();
      assertThat(runs.heard.lines).isEmpty();
    }
  }

  @Test
  void aFolderWithAnotherRunIsReloadedAndNoRequestIsLost() throws Exception {
    try (ServedRuns runs = start(limits(64, 60))) {
      String before = json(runs.post("/classify", png(0))).get("hash").getAsString();
      List<CompletableFuture<HttpResponse<String>>> coming;
      CompletableFuture<Void> reload;
      runs.server.device().lock();
      try {
        coming = post(runs, 10);
        awaitQueue(runs, 10);
        new Checkpoints(folder.resolve("checkpoints")).remove("plain");
        runs.server.tick();
        assertThat(json(runs.get("/v2/models/plain")).toString()).contains(before);
        SmallRun.train(folder, "checkpoint.name=plain", "features.standardize=true", "seed=9");
        reload = CompletableFuture.runAsync(runs.server::tick);
        Thread.sleep(200);
      } finally {
        runs.server.device().unlock();
      }
      for (CompletableFuture<HttpResponse<String>> one : coming) {
        assertThat(json(one.join()).get("hash").getAsString()).isEqualTo(before);
      }
      reload.join();
      String after = json(runs.post("/classify", png(0))).get("hash").getAsString();
      assertThat(after).isNotEqualTo(before);
      assertThat(runs.heard.lines).hasSize(1).first().asString().startsWith("reloaded: plain ");
      assertThat(runs.get("/metrics").body())
          .contains("headstart_reloads_total{model=\"plain\",result=\"done\"} 1.0");
    }
  }
}

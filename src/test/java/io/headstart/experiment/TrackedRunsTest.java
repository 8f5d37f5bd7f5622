package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.HeardLines;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.metrics.Metrics;
import io.headstart.run.Difference;
import io.headstart.run.History;
import io.headstart.run.RunFolder;
import io.headstart.tracking.MlflowStub;
import io.headstart.tracking.MlflowStub.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that tell an MLflow server, be it well or not. */
@Timeout(120)
class TrackedRunsTest {
  @TempDir Path folder;

  private final HeardLines heard = new HeardLines();

  private List<String> settings(String uri, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("train.curves=[train, validation]");
    all.add("track.mlflow.uri=" + uri);
    return all;
  }

  private Path train(String name, List<String> overrides) {
    return train(name, overrides, () -> false);
  }

  private Path train(String name, List<String> overrides, BooleanSupplier stop) {
    List<String> all = new ArrayList<>(overrides);
    all.add("checkpoint.name=" + name);
    return TrainFlow.train(
            SmallRun.settings(folder, all.toArray(String[]::new)),
            SmallRun.context(folder, heard, stop))
        .folder();
  }

  private Checkpoint checkpoint(String name) {
    return new Checkpoints(folder.resolve("checkpoints")).find(name);
  }

  private static String deadAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static void assertComplete(MlflowStub.Run run, Path there) {
    History history = RunFolder.read(there).history();
    assertThat(run.metrics.get("validation/accuracy")).hasSize(history.rows().size());
    for (History.Row row : history.rows()) {
      assertThat(run.metrics.get("validation/accuracy"))
          .containsEntry(
              (long) row.epoch(), row.value("validation", Metrics.ACCURACY).getAsDouble());
      assertThat(run.metrics.get("learning-rate"))
          .containsEntry((long) row.epoch(), row.learningRate());
    }
    assertThat(run.metrics).containsKey("result/test/accuracy");
    assertThat(run.params).containsEntry("train.batch-size", "20").doesNotContainKey("data.path");
    assertThat(run.artifacts)
        .containsKeys("config.yaml", "manifest.json", "weights.safetensors", "report/index.html");
    assertThat(run.status).isEqualTo("FINISHED");
    assertThat(run.end).isPositive();
  }

  @Test
  void runNamesNoTrackerAndNothingIsWritten() {
    Path run = train("plain", List.of());

    assertThat(run.resolve("mlflow.json")).doesNotExist();
  }

  @Test
  void serverGetsParametersFiguresAndFiles() throws IOException {
    try (MlflowStub server = new MlflowStub()) {
      Path run = train("one", settings(server.uri(), "track.mlflow.experiment=my photographs"));

      assertThat(server.complaints).isEmpty();
      assertThat(server.experiments).containsOnlyKeys("my photographs");
      assertComplete(server.run("one"), run);
      assertThat(server.run("one").artifacts.get("history.csv"))
          .isEqualTo(Files.readAllBytes(run.resolve("history.csv")));
      assertThat(heard.lines).noneMatch(line -> line.contains("tracking"));
    }
  }

  @Test
  void weightsAreTheSameToTheLastByte() throws IOException {
    Path plain = train("plain", List.of("train.curves=[train, validation]"));
    Path dead = train("dead", settings(deadAddress()));

    for (String file : List.of("weights.safetensors", "history.csv", "predictions.csv")) {
      assertThat(dead.resolve(file)).hasSameBinaryContentAs(plain.resolve(file));
    }
  }

  @Test
  void deadServerIsNamedAndHearsOfTheRunLater() throws IOException {
    String address = deadAddress();
    Path run = train("late", settings(address));

    assertThat(heard.lines.get(heard.lines.size() - 1))
        .contains("the MLflow server has not got all of late")
        .contains("received: " + address)
        .contains("track late");
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (MlflowStub server = new MlflowStub(port)) {
      track("late");

      assertThat(server.complaints).isEmpty();
      assertComplete(server.run("late"), run);
      int before = server.requests.size();
      track("late");
      assertThat(server.requests).hasSize(before); // It has everything.
    }
  }

  private void track(String name, String... overrides) {
    TrackFlow.run(
        checkpoint(name),
        checkpoint(name).settings(List.of(overrides)),
        Difference.Response.REFUSE,
        SmallRun.context(folder, heard, () -> false));
  }

  @Test
  void silentServerIsNotWaitedFor() {
    try (MlflowStub server = new MlflowStub()) {
      server.mood = Mood.SILENT;
      long start = System.nanoTime();
      train("silent", settings(server.uri()));

      assertThat((System.nanoTime() - start) / 1e9).isLessThan(20);
      assertThat(heard.lines.get(heard.lines.size() - 1)).contains("not got all of silent");
    }
  }

  @Test
  void errorsOfTheServerAreTriedAgain() {
    try (MlflowStub server = new MlflowStub()) {
      server.mood = Mood.BROKEN;
      server.moody.set(2);
      Path run = train("again", settings(server.uri(), "train.epochs=60"));

      if (!heard.lines.get(heard.lines.size() - 1).contains("not got")) {
        assertComplete(server.run("again"), run);
      } else { // The run was shorter than the pause between two tries.
        track("again");
        assertComplete(server.run("again"), run);
      }
    }
  }

  @Test
  void lostAnswersMakeNoSecondRun() {
    try (MlflowStub server = new MlflowStub()) {
      server.experiments.put("headstart", "1");
      server.mood = Mood.FORGETFUL;
      server.moody.set(2);
      Path run = train("lost", settings(server.uri()));
      server.mood = Mood.FINE;
      track("lost");

      assertThat(server.runs).hasSize(1);
      assertComplete(server.run("lost"), run);
    }
  }

  @Test
  void refusalIsSaidAsTheServerSaysIt() {
    try (MlflowStub server = new MlflowStub()) {
      server.mood = Mood.FORBIDDING;
      train("refused", settings(server.uri()));

      assertThat(heard.lines.get(heard.lines.size() - 1))
          .contains("HTTP 403, PERMISSION_DENIED: not you");
      assertThatThrownBy(() -> track("refused"))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("PERMISSION_DENIED");
    }
  }

  @Test
  void requestsKeepTheLimitsHoweverLongTheRun() {
    try (MlflowStub server = new MlflowStub()) {
      train("long", List.of("train.epochs=150", "train.curves=[train, validation, test]"));
      track("long", "track.mlflow.uri=" + server.uri());

      assertThat(server.complaints).isEmpty();
      assertThat(server.run("long").metrics.get("validation/accuracy")).hasSize(150);
      assertThat(server.run("long").points).isGreaterThan(2_000);
    }
  }

  @Test
  void figuresWithinEpochsAreSentWithinALimit() {
    try (MlflowStub server = new MlflowStub()) {
      train("few", List.of("train.curve-updates=4", "train.curves=[validation]"));
      train("many", List.of("train.curve-updates=1", "train.epochs=100"));
      track("few", "track.mlflow.uri=" + server.uri());
      track("many", "track.mlflow.uri=" + server.uri());

      assertThat(server.complaints).isEmpty();
      assertThat(server.run("few").metrics.get("updates/validation/loss").keySet())
          .containsExactlyInAnyOrder(4L, 8L, 12L, 16L, 20L, 24L, 28L, 32L, 36L);
      // 1,200 updates were made.
      assertThat(server.run("many").metrics.get("updates/batch/loss"))
          .hasSize(1_000)
          .containsKey(1_200L);
      assertThat(server.run("many").metrics.get("batch/loss")).hasSize(100);
    }
  }

  @Test
  void resumedRunGoesOnAsTheSameRun() {
    try (MlflowStub server = new MlflowStub()) {
      train("more", settings(server.uri()));
      String id = server.run("more").id;
      int points = server.run("more").points;
      TrainFlow.resume(
          checkpoint("more"),
          checkpoint("more").settings(List.of("train.epochs=5")),
          SmallRun.context(folder, heard, () -> false));

      assertThat(server.complaints).isEmpty();
      assertThat(server.run("more").id).isEqualTo(id);
      assertComplete(server.run("more"), checkpoint("more").folder());
      int perEpoch = server.run("more").metrics.size() - results(server.run("more"));
      assertThat(server.run("more").points)
          .isEqualTo(points + 2 * perEpoch + results(server.run("more")));
    }
  }

  private static int results(MlflowStub.Run run) {
    return (int) run.metrics.keySet().stream().filter(key -> key.startsWith("result/")).count();
  }

  @Test
  void stoppedRunIsKilledThere() {
    try (MlflowStub server = new MlflowStub()) {
      assertThatThrownBy(() -> train("stopped", settings(server.uri()), () -> true))
          .isInstanceOf(Failure.class);

      assertThat(server.run("stopped").status).isEqualTo("KILLED");
    }
  }

  @Test
  void trialsAreNestedInTheirSearch() {
    try (MlflowStub server = new MlflowStub()) {
      List<String> overrides =
          settings(
              server.uri(),
              "checkpoint.name=s",
              "search.dimensions=[{setting: train.learning-rate, values: [\"0.1\", \"0.01\"],"
                  + " distribution: choice}]",
              "search.method=grid");
      SearchFlow.run(
          SmallRun.settings(folder, overrides.toArray(String[]::new)),
          SmallRun.context(folder, heard, () -> false));

      assertThat(server.complaints).isEmpty();
      String parent = server.run("s-search").id;
      assertThat(server.run("s-search").status).isEqualTo("FINISHED");
      for (String trial : List.of("trial-1", "trial-2")) {
        assertThat(server.run(trial).tags).containsEntry("mlflow.parentRunId", parent);
        assertThat(server.run(trial).params).containsKey("train.learning-rate");
        assertThat(server.run(trial).metrics).containsKey("validation/accuracy");
        assertThat(server.run(trial).status).isEqualTo("FINISHED");
      }
      assertThat(server.run("s").status).isEqualTo("FINISHED");
      assertThat(server.run("s").tags).containsEntry("mlflow.parentRunId", parent);
    }
  }

  @Test
  void headsOfSeveralSeedsAreRunsOfTheirOwn() {
    try (MlflowStub server = new MlflowStub()) {
      List<String> overrides = settings(server.uri(), "checkpoint.name=h");
      TrainFlow.train(
          SmallRun.settings(folder, overrides.toArray(String[]::new)),
          List.of(0L, 1L),
          SmallRun.context(folder, heard, () -> false));

      assertThat(server.complaints).isEmpty();
      assertThat(server.run("h").params).containsEntry("train.seed", "0");
      assertThat(server.run("h-seed1").params).containsEntry("train.seed", "1");
    }
  }

  @Test
  void trackWithoutATrackerSaysWhatNamesOne() {
    train("plain", List.of());

    assertThatThrownBy(() -> track("plain"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no tracker is named")
        .hasMessageContaining("track.mlflow.uri");
  }
}

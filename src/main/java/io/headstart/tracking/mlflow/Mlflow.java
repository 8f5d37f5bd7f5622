package io.headstart.tracking.mlflow;

import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.config.TrackSettings;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import io.headstart.run.RunFile;
import io.headstart.run.RunFolder;
import io.headstart.tracking.Embedding;
import io.headstart.tracking.Hyperparameters;
import io.headstart.tracking.RunTracker;
import io.headstart.tracking.Scalars;
import io.headstart.tracking.SearchTracker;
import io.headstart.tracking.TrackedRun;
import io.headstart.tracking.TrackedTrial;
import io.headstart.tracking.Tracker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * An experiment of an MLflow server: a run for each run, nested ones for the trials of a search.
 */
public final class Mlflow implements Tracker {
  /** At the end of a run, for a server that answers. */
  public static final Duration SHORT = Duration.ofSeconds(10);

  /** For a run that is done, and a server that answers. */
  public static final Duration LONG = Duration.ofHours(1);

  /** Shown by MLflow beside its own list of files; the state is of use to this program alone. */
  private static final List<String> FILES =
      List.of(
          RunFile.CONFIG,
          RunFile.MANIFEST,
          RunFile.HISTORY,
          RunFile.UPDATES,
          RunFile.EVALUATION,
          RunFile.PREDICTIONS,
          RunFile.CALIBRATION,
          RunFile.CALIBRATION_FIGURES,
          RunFile.WEIGHTS,
          "report/index.html",
          "report/confusion.png");

  private final RemoteRun.Experiment experiment;
  private final Duration patience;
  private final boolean again;
  private final Sender sender;
  private String next = "";

  /**
   * Prepares; nothing is asked before the first run begins.
   *
   * @param environment variables that say who asks
   * @param patience at the end, for a server that answers
   * @param again whether runs that ended are told anew; otherwise they are left as they are
   */
  public Mlflow(
      TrackSettings.Mlflow settings,
      Map<String, String> environment,
      Duration patience,
      boolean again) {
    this.experiment =
        new RemoteRun.Experiment(
            new MlflowClient(settings.uri(), environment), settings.experiment());
    this.patience = patience;
    this.again = again;
    this.sender = new Sender(experiment);
  }

  @Override
  public RunTracker follow(TrackedRun run) {
    next =
        "`java -jar trainer.jar track " + run.name() + "` sends the rest: the run's files have it";
    Map<String, String> tags = tags(run.manifest());
    searchOf(run).ifPresent(id -> tags.put(RemoteRun.PARENT, id));
    RunContent content = new RunContent(run.name(), Hyperparameters.of(run.settings()), tags);
    RemoteRun remote =
        new RemoteRun(
            content,
            SentRecord.of(run.folder()),
            Optional.empty(),
            experiment,
            again ? run.done() : Integer.MAX_VALUE);
    sender.add(again ? remote.reopened() : remote);
    return new Followed(content, run.folder());
  }

  /** Returns the server's name for the search whose winner a run is, if it has one. */
  private Optional<String> searchOf(TrackedRun run) {
    Path search = run.folder().resolveSibling(run.name() + Tracker.SEARCH);
    return SentRecord.of(search)
        .entry(search.getFileName().toString(), experiment.client().base(), experiment.name())
        .map(SentRecord.Entry::run);
  }

  private static Map<String, String> tags(Manifest manifest) {
    Map<String, String> tags = source();
    tags.put("headstart.device", manifest.device());
    tags.put("headstart.backbone", manifest.backbone().toString());
    tags.put("headstart.data", manifest.data().name());
    tags.put(
        "headstart.images",
        manifest.data().parts().stream()
            .map(part -> "%s %d %s".formatted(part.name(), part.count(), part.hash()))
            .collect(Collectors.joining(", ")));
    tags.put("headstart.classes", String.join(", ", manifest.classes()));
    return tags;
  }

  private static Map<String, String> source() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.source.name", "headstart");
    tags.put("mlflow.source.type", "LOCAL");
    tags.put("headstart.version", Program.version());
    return tags;
  }

  /** A run that trains. */
  private record Followed(RunContent content, Path folder) implements RunTracker {
    @Override
    public void history(History history) {
      int first = history.rows().size();
      while (first > 0 && history.rows().get(first - 1).epoch() > content.last()) {
        first--;
      }
      long now = System.currentTimeMillis();
      for (History.Row row : history.rows().subList(first, history.rows().size())) {
        content.add(new RunContent.Figures(row.epoch(), now, Scalars.of(row)));
      }
    }

    @Override
    public void finish(RunFolder run, Supplier<Embedding> images) {
      history(run.history());
      long now = System.currentTimeMillis();
      int step = run.keptEpoch().orElse(run.manifest().epochs());
      List<RunContent.Figures> figures = new ArrayList<>();
      figures.add(new RunContent.Figures(step, now, Scalars.results(run.manifest())));
      for (Scalars.Step update : Scalars.updates(run.history())) {
        figures.add(new RunContent.Figures((int) update.step(), now, update.values()));
      }
      Map<String, Path> files = new LinkedHashMap<>();
      FILES.forEach(file -> files.put(file, folder.resolve(file)));
      content.end(new RunContent.Ending("FINISHED", now, figures, files));
    }

    @Override
    public void stop() {
      end("KILLED");
    }

    @Override
    public void fail() {
      end("FAILED");
    }

    private void end(String status) {
      content.end(new RunContent.Ending(status, System.currentTimeMillis(), List.of(), Map.of()));
    }
  }

  @Override
  public SearchTracker search(Path folder) {
    next = "the same search, run again, sends the rest: its folder has it";
    RunContent content = new RunContent(folder.getFileName().toString(), Map.of(), source());
    SentRecord record = SentRecord.of(folder);
    RemoteRun parent =
        new RemoteRun(content, record, Optional.empty(), experiment, Integer.MAX_VALUE);
    sender.add(parent);
    return new SearchTracker() {
      @Override
      public void trial(TrackedTrial trial) {
        RunContent one = new RunContent(trial.name(), trial.settings(), source());
        long now = System.currentTimeMillis();
        one.end(
            new RunContent.Ending(
                "FINISHED",
                now,
                List.of(new RunContent.Figures(trial.epochs(), now, trial.figures())),
                Map.of()));
        sender.add(new RemoteRun(one, record, Optional.of(parent), experiment, Integer.MAX_VALUE));
      }

      @Override
      public void finish(String winner) {
        end("FINISHED", Map.of("best", folder.resolve("trials.jsonl")));
      }

      @Override
      public void stop() {
        end("KILLED", Map.of());
      }

      private void end(String status, Map<String, Path> files) {
        content.end(new RunContent.Ending(status, System.currentTimeMillis(), List.of(), files));
      }
    };
  }

  /**
   * Waits for the server in bounded time.
   *
   * @throws Failure when it did not get everything
   */
  @Override
  public void close() {
    Sender.Unsent unsent = sender.close(patience);
    if (!unsent.names().isEmpty()) {
      int shown = Math.min(5, unsent.names().size());
      String names = String.join(", ", unsent.names().subList(0, shown));
      throw Failure.run("the MLflow server has not got all of %s", names)
          .received("%s: %s", experiment.client().base(), unsent.problem())
          .accepted("an MLflow server that answers, and lets this user write")
          .next("%s", next)
          .build();
    }
  }
}

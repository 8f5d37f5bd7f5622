package io.headstart.tracking;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.TrackSettings;
import io.headstart.run.History;
import io.headstart.run.RunFolder;
import io.headstart.tracking.mlflow.Mlflow;
import io.headstart.tracking.tensorboard.TensorBoard;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All trackers that the settings name. What goes wrong in one of them is a warning, said once, and
 * ends its part: no tracker stops or loses a run.
 */
public final class Tracking implements Tracker {
  private final Progress progress;
  private final List<Tracker> trackers;

  private Tracking(Progress progress, List<Tracker> trackers) {
    this.progress = progress;
    this.trackers = trackers;
  }

  /**
   * Opens the trackers of a run.
   *
   * @param offline whether the network must not be used: a server on this machine is none
   * @param progress hears what went wrong
   */
  public static Tracking open(TrackSettings settings, boolean offline, Progress progress) {
    List<Tracker> trackers = new ArrayList<>();
    settings.tensorboard().ifPresent(folder -> trackers.add(new TensorBoard(Path.of(folder))));
    settings
        .mlflow()
        .ifPresent(
            server -> {
              if (offline && !isHere(server)) {
                progress.line("offline: " + server.uri() + " hears of nothing; see `track`");
              } else {
                trackers.add(new Mlflow(server, System.getenv(), Mlflow.SHORT, true));
              }
            });
    return new Tracking(progress, trackers);
  }

  /**
   * Returns the trackers of a run that is done: each waited for, each with its own failures.
   *
   * @throws Failure when one of them would need the network and must not use it
   */
  public static List<Tracker> patient(TrackSettings settings, boolean offline) {
    List<Tracker> trackers = new ArrayList<>();
    settings.tensorboard().ifPresent(folder -> trackers.add(new TensorBoard(Path.of(folder))));
    for (TrackSettings.Mlflow server : settings.mlflow().stream().toList()) {
      if (offline && !isHere(server)) {
        throw Failure.usage("the MLflow server is not on this machine")
            .received("--offline, and track.mlflow.uri: %s", server.uri())
            .accepted("a server on this machine, or the network")
            .next("leave --offline out")
            .build();
      }
      trackers.add(new Mlflow(server, System.getenv(), Mlflow.LONG, false));
    }
    return trackers;
  }

  private static boolean isHere(TrackSettings.Mlflow server) {
    String host = URI.create(server.uri()).getHost();
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }

  @Override
  public RunTracker follow(TrackedRun run) {
    List<RunTracker> all = each(trackers, tracker -> tracker.follow(run));
    return new RunTracker() {
      @Override
      public void history(History history) {
        tell(all, one -> one.history(history));
      }

      @Override
      public void finish(RunFolder finished, Supplier<Embedding> images) {
        tell(all, one -> one.finish(finished, images));
      }

      @Override
      public void stop() {
        tell(all, RunTracker::stop);
      }

      @Override
      public void fail() {
        tell(all, RunTracker::fail);
      }
    };
  }

  @Override
  public SearchTracker search(Path folder) {
    List<SearchTracker> all = each(trackers, tracker -> tracker.search(folder));
    return new SearchTracker() {
      @Override
      public void trial(TrackedTrial trial) {
        tell(all, one -> one.trial(trial));
      }

      @Override
      public void finish(String winner) {
        tell(all, one -> one.finish(winner));
      }

      @Override
      public void stop() {
        tell(all, SearchTracker::stop);
      }
    };
  }

  private <T> List<T> each(List<Tracker> from, Function<Tracker, T> begin) {
    List<T> begun = new ArrayList<>();
    tell(new ArrayList<>(from), tracker -> begun.add(begin.apply(tracker)));
    return begun;
  }

  /** Tells all of something; who fails hears of nothing more. */
  private <T> void tell(List<T> all, Consumer<T> what) {
    for (T one : List.copyOf(all)) {
      try {
        what.accept(one);
      } catch (RuntimeException e) {
        all.remove(one);
        warn(e);
      }
    }
  }

  private void warn(RuntimeException e) {
    String message = e instanceof Failure ? e.getMessage() : "internal error: " + e;
    progress.warning("tracking: " + message);
  }

  @Override
  public void close() {
    tell(new ArrayList<>(trackers), Tracker::close);
  }
}

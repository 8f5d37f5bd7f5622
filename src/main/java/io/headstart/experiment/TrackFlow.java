package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.config.Settings;
import io.headstart.config.TrackSettings;
import io.headstart.run.Difference;
import io.headstart.run.RunFolder;
import io.headstart.tracking.Embedding;
import io.headstart.tracking.RunTracker;
import io.headstart.tracking.TrackedRun;
import io.headstart.tracking.Tracker;
import io.headstart.tracking.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows a run that is there to trackers that have not got all of it. */
public final class TrackFlow {
  private TrackFlow() {}

  /**
   * Sends what is missing, however long it takes.
   *
   * @param settings the run's own, with {@code track} as wanted
   * @param modified what to do where a file is not the one the run wrote
   * @return where it is shown now
   * @throws Failure when no tracker is named, the run is being trained, or a tracker fails
   */
  public static List<String> run(
      Checkpoint checkpoint, Settings settings, Difference.Response modified, Context context) {
    TrackSettings wanted = settings.track();
    if (!wanted.isOn()) {
      throw Failure.usage("no tracker is named for %s", checkpoint.name())
          .received("track.tensorboard: null, track.mlflow: null")
          .accepted("a log directory of TensorBoard, an MLflow server, or both")
          .next(
              "--set track.tensorboard=DIR or --set track.mlflow.uri=http://127.0.0.1:5000 names"
                  + " one")
          .build();
    }
    if (checkpoint.isLocked()) {
      throw Failure.run("checkpoint %s is being trained", checkpoint.name())
          .received("a run under way, which tells its trackers itself")
          .accepted("a run that is finished or stopped")
          .next("wait for its end")
          .build();
    }
    RunFolder run = RunFolder.read(checkpoint.folder(), modified);
    for (Tracker tracker : Tracking.patient(wanted, context.offline())) {
      try (tracker) {
        RunTracker tracked =
            tracker.follow(new TrackedRun(run.path(), settings, run.manifest(), 0));
        tracked.history(run.history());
        if (run.manifest().finished()) {
          tracked.finish(run, () -> images(checkpoint, run, settings, context));
        } else {
          tracked.stop();
        }
      }
    }
    List<String> places = new ArrayList<>();
    wanted.tensorboard().ifPresent(places::add);
    wanted.mlflow().ifPresent(server -> places.add(server.uri() + ", " + server.experiment()));
    return places;
  }

  /** Returns the places of its images, if these and their features are at hand. */
  private static Embedding images(
      Checkpoint checkpoint, RunFolder run, Settings settings, Context context) {
    Optional<String> backbone = Optional.of(checkpoint.backboneHash());
    try (Inputs inputs = Inputs.open(settings, backbone, context.reading())) {
      return ImagePoints.of(run, inputs, true);
    } catch (Failure missing) {
      context
          .progress()
          .line("no images for the projector: " + missing.getMessage().lines().findFirst().get());
      return Embedding.NONE;
    }
  }
}

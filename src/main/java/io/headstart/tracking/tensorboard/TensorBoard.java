package io.headstart.tracking.tensorboard;

import io.headstart.tracking.RunTracker;
import io.headstart.tracking.SearchTracker;
import io.headstart.tracking.TrackedRun;
import io.headstart.tracking.TrackedTrial;
import io.headstart.tracking.Tracker;
import java.nio.file.Path;
import java.time.Clock;

/** A log directory: a folder for each run, and for each trial of a search. */
public final class TensorBoard implements Tracker {
  private final Path directory;
  private final Clock clock = Clock.systemUTC();

  /** Names the directory, made when the first run begins. */
  public TensorBoard(Path directory) {
    this.directory = directory;
  }

  @Override
  public RunTracker follow(TrackedRun run) {
    return new EventsOfRun(directory.resolve(run.name()), run, clock);
  }

  @Override
  public SearchTracker search(Path folder) {
    Path trials = directory.resolve(folder.getFileName());
    return new SearchTracker() {
      @Override
      public void trial(TrackedTrial trial) {
        write(trials.resolve(trial.name()), trial);
      }

      @Override
      public void finish(String winner) {
        // Every trial is there.
      }

      @Override
      public void stop() {
        // The trials that are done are there.
      }
    };
  }

  private void write(Path folder, TrackedTrial trial) {
    if (EventFile.isIn(folder)) {
      return; // The search goes on.
    }
    double now = clock.millis() / 1e3;
    try (EventFile file = EventFile.create(folder, clock)) {
      file.write(0, new Summary().hyperparameters(trial.name(), trial.settings(), now).end(now));
      file.write(trial.epochs(), new Summary().scalars(trial.figures()));
    }
  }

  @Override
  public void close() {
    // Each run closes its own file.
  }
}

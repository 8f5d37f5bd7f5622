package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.run.History;
import io.headstart.run.RunFolder;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows a run by the files it writes, until it ends. */
public final class WatchFlow {
  private static final long PAUSE_MILLIS = 500;

  private WatchFlow() {}

  /**
   * A run at one moment.
   *
   * @param name of its checkpoint
   * @param status as {@link Checkpoint#status} has it
   * @param epochs that it is to have; empty where its settings are not there yet
   * @param history so far
   */
  public record Moment(String name, String status, Optional<Integer> epochs, History history) {}

  /**
   * Follows a run.
   *
   * @param once whether only this moment is wanted
   * @param view hears of each moment that differs from the one before
   * @throws Failure when there is no such run and only this moment is wanted, or a file is damaged
   */
  public static void run(
      Checkpoints checkpoints, String name, boolean once, Context context, Consumer<Moment> view) {
    Checkpoint checkpoint = once ? checkpoints.find(name) : awaited(checkpoints, name, context);
    Optional<Moment> shown = Optional.empty();
    while (!context.stop().getAsBoolean()) {
      long start = System.nanoTime();
      boolean under = checkpoint.isLocked(); // First: what is read then is of its end.
      Moment now = moment(checkpoint);
      if (!shown.equals(Optional.of(now))) {
        view.accept(now);
        shown = Optional.of(now);
      }
      if (once || !under) {
        return;
      }
      // A long history is read less often.
      rest(Math.max(PAUSE_MILLIS, (System.nanoTime() - start) / 100_000));
    }
  }

  private static Checkpoint awaited(Checkpoints checkpoints, String name, Context context) {
    boolean said = false;
    while (true) {
      try {
        return checkpoints.find(name);
      } catch (Failure missing) {
        if (missing.kind() != Failure.Kind.MISSING) {
          throw missing;
        }
        if (context.stop().getAsBoolean()) {
          throw Failure.interrupted("the wait for %s was stopped", name)
              .received("a signal to stop before it began")
              .accepted("a run that begins")
              .next("start it, or look at `checkpoints list`")
              .build();
        }
        if (!said) {
          context.progress().line("waiting for " + name + " to begin; Ctrl-C ends the wait");
          said = true;
        }
        rest(PAUSE_MILLIS);
      }
    }
  }

  private static Moment moment(Checkpoint checkpoint) {
    return new Moment(
        checkpoint.name(),
        checkpoint.status(),
        epochs(checkpoint),
        RunFolder.history(checkpoint.folder()));
  }

  /** The settings are written with the first state, and changed when a run goes on. */
  private static Optional<Integer> epochs(Checkpoint checkpoint) {
    try {
      return Optional.of(checkpoint.settings().train().epochs());
    } catch (Failure notYet) {
      return Optional.empty();
    }
  }

  private static void rest(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

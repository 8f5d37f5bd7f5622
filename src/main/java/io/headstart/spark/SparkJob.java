package io.headstart.spark;

import io.headstart.Failure;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaFutureAction;

/** A job under way: waits for its end, and ends it when it is asked to. */
final class SparkJob {
  private static final long LOOK_MILLIS = 200;

  private final JavaFutureAction<?> action;
  private final BooleanSupplier stop;
  private final String name;
  private final TaskFailures failures;

  /**
   * Takes a job that was begun.
   *
   * @param stop asked again and again: true ends the job
   * @param name what it makes
   * @param failures of tasks
   */
  SparkJob(JavaFutureAction<?> action, BooleanSupplier stop, String name, TaskFailures failures) {
    this.action = action;
    this.stop = stop;
    this.name = name;
    this.failures = failures;
  }

  /**
   * Waits for the end.
   *
   * @param meanwhile done again and again, and once after the end; a failure in it ends the job
   * @throws Failure what a task failed by, or that the job was stopped
   */
  void await(Runnable meanwhile) {
    boolean ended = false;
    try {
      while (!ended) {
        ended = hasEnded();
        meanwhile.run();
        if (!ended && stop.getAsBoolean()) {
          throw stopped();
        }
      }
    } finally {
      if (!ended) {
        action.cancel(true);
      }
    }
  }

  private boolean hasEnded() {
    try {
      action.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped();
    } catch (CancellationException e) {
      throw stopped();
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
  }

  private Failure stopped() {
    return Failure.interrupted("the cluster's work on %s was stopped", name)
        .received("a signal to stop")
        .accepted("all of it")
        .next("run the same command again: it goes on with what is missing")
        .build();
  }

  /** Returns what a task said; Spark's own words, which name the machine, where it said nothing. */
  private RuntimeException failed(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof Failure failure) {
        return failure;
      }
    }
    if (failures.last().isPresent()) {
      return failures.last().get();
    }
    return Failure.run("the cluster could not make %s", name)
        .received("%s", TaskFailures.firstLines(String.valueOf(thrown.getMessage())))
        .accepted("tasks that end")
        .next("look into the log of that executor; run the same command again to go on")
        .cause(thrown)
        .build();
  }
}

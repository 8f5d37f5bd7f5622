package io.headstart.experiment;

import io.headstart.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Runs independent jobs beside each other, each on its share of the cores: heads are small, and two
 * of them on a core each train faster than one after the other on both (docs/performance.md). The
 * first failure stops the others as a signal would, with all they have kept.
 */
final class SideBySide {
  private final Context context;
  private final int workers;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Prepares to run.
   *
   * @param workers jobs at once, 1 or more
   */
  SideBySide(Context context, int workers) {
    this.context = context;
    this.workers = workers;
  }

  /** One of the jobs. */
  record Job<T>(String name, Function<Context, T> work) {}

  /** Runs all jobs, begun in their order, and returns what they returned in that order. */
  <T> List<T> run(List<Job<T>> jobs) {
    int share = Math.max(1, context.threads() / workers);
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (Job<T> job : jobs) {
        running.add(pool.submit(guarded(job, share)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      rethrowFailure();
      return results;
    } catch (InterruptedException e) {
      failure.compareAndSet(null, new CompletionException(e)); // Stops those that run.
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private <T> Callable<T> guarded(Job<T> job, int share) {
    return () -> {
      if (failure.get() != null) {
        return null;
      }
      try {
        return job.work().apply(context(job.name(), share));
      } catch (RuntimeException | Error e) {
        // Later ones are of jobs that the first one stopped.
        failure.compareAndSet(null, e);
        return null;
      }
    };
  }

  private void rethrowFailure() {
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private Context context(String name, int share) {
    return new Context(
        context.home(),
        context.offline(),
        share,
        new Named(name, workers > 1, context.progress()),
        () -> failure.get() != null || context.stop().getAsBoolean(),
        context.modules(),
        context.cluster());
  }

  /** Says whose line it is; two bars at once would overwrite each other, so there are none then. */
  private record Named(String name, boolean amongOthers, Progress progress) implements Progress {
    @Override
    public void line(String text) {
      synchronized (progress) {
        progress.line(name + ": " + text);
      }
    }

    @Override
    public void warning(String text) {
      synchronized (progress) {
        progress.warning(name + ": " + text);
      }
    }

    @Override
    public Task task(String task, String unit, long total) {
      return amongOthers ? done -> {} : progress.task(task, unit, total);
    }
  }
}

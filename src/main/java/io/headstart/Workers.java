package io.headstart;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that work beside the one that asked, and waiting for what they give. */
public final class Workers {
  private Workers() {}

  /**
   * Returns threads that do not keep the process alive. The caller shuts them down.
   *
   * @param count how many, 1 or more
   * @param name of each, for thread dumps
   */
  public static ExecutorService start(int count, String name) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Waits for some work and returns what it gave. What it threw is thrown as it was, if unchecked.
   *
   * @param doing what the work is, for the message when the wait is interrupted
   * @throws CancellationException when this thread is interrupted; it stays marked so
   */
  public static <T> T wait(Future<T> work, String doing) {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while " + doing);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    }
  }
}

package io.headstart.train;

import io.headstart.Workers;
import io.headstart.engine.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Work on blocks of rows that need nothing of each other, one block a thread. Threads that share
 * one operation wait for each other actively, which on a busy machine takes many times as long as
 * the work (docs/performance.md); these wait for nobody.
 */
final class Blocks implements AutoCloseable {
  private final TorchRuntime torch;
  private final ExecutorService threads;

  Blocks(TorchRuntime torch) {
    this.torch = torch;
    this.threads = Workers.start(parallel(torch), "blocks");
  }

  /** Returns how many are worked on at once. */
  static int parallel(TorchRuntime torch) {
    return torch.onGpu() ? 1 : torch.threads();
  }

  /** Returns what the work gives for blocks 0 .. count - 1, in their order. */
  <T> List<T> each(int count, IntFunction<T> work) {
    List<Future<T>> coming = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int block = i;
      coming.add(threads.submit(() -> torch.computing(1, () -> work.apply(block))));
    }
    return coming.stream().map(one -> Workers.wait(one, "comparing rows")).toList();
  }

  /** Waits for what is under way: its tensors must not be closed before. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

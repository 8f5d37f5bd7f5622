package io.headstart.features;

import io.headstart.data.ImageSet;
import io.headstart.engine.Processor;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads batches of images ahead of the one that asks for them, so that decoding and augmenting run
 * beside the forward pass.
 */
final class BatchReader implements AutoCloseable {
  /**
   * Some images, read.
   *
   * @param from the first image's index
   * @param pixels uint8 [count, H, W, 3]
   * @param broken indices in the set of images that could not be read; their pixels are 0
   */
  record Batch(int from, int count, byte[] pixels, BitSet broken) {}

  private final ImageSet images;
  private final int batchSize;
  private final ExecutorService threads;
  private final int ahead;
  private final Deque<Future<Batch>> coming = new ArrayDeque<>();
  private int next;

  BatchReader(ImageSet images, int batchSize) {
    this.images = images;
    this.batchSize = batchSize;
    this.ahead = Processor.threads() + 1;
    this.threads =
        Executors.newFixedThreadPool(
            Processor.threads(),
            task -> {
              Thread thread = new Thread(task, "image-reader");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns images {@code from} .. {@code from + count - 1}; asked in order, they are ready. */
  Batch read(int from, int count) {
    if (coming.isEmpty()) {
      next = from;
    }
    fillAhead();
    try {
      Batch batch = coming.isEmpty() ? null : coming.remove().get();
      if (batch == null || batch.from() != from || batch.count() != count) {
        // A chunk that does not end on a batch: read it here and start anew behind it.
        coming.forEach(future -> future.cancel(true));
        coming.clear();
        batch = load(from, count);
        next = from + count;
      }
      fillAhead();
      return batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while reading images");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    }
  }

  private void fillAhead() {
    while (coming.size() < ahead && next < images.size()) {
      int from = next;
      int count = Math.min(batchSize, images.size() - from);
      coming.add(threads.submit(() -> load(from, count)));
      next += count;
    }
  }

  private Batch load(int from, int count) {
    byte[] pixels = new byte[Math.multiplyExact(count, images.bytesPerImage())];
    BitSet broken = new BitSet();
    for (int i = 0; i < count; i++) {
      if (!images.read(from + i, pixels, i * images.bytesPerImage())) {
        broken.set(from + i);
      }
    }
    return new Batch(from, count, pixels, broken);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

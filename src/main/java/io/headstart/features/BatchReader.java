package io.headstart.features;

import io.headstart.Workers;
import io.headstart.data.ImageSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
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

  /** Images that one thread reads at a time: a batch for several GPUs is read by many threads. */
  private static final int PIECE = 16;

  /** A batch under way; each piece gives its broken images. */
  private record Coming(int from, int count, byte[] pixels, List<Future<BitSet>> pieces) {}

  private final ImageSet images;
  private final int batchSize;
  private final ExecutorService threads;
  private final int ahead;
  private final Deque<Coming> coming = new ArrayDeque<>();
  private int next;

  /**
   * Prepares to read.
   *
   * @param batchSize images a batch
   * @param cores threads that read
   */
  BatchReader(ImageSet images, int batchSize, int cores) {
    this.images = images;
    this.batchSize = batchSize;
    // Every thread has a piece to read while one batch is worked on; more would only fill memory.
    int busy = (cores + 1) * Math.min(PIECE, batchSize);
    this.ahead = (busy + batchSize - 1) / batchSize;
    this.threads = Workers.start(cores, "image-reader");
  }

  /** Returns images {@code from} .. {@code from + count - 1}; asked in order, they are ready. */
  Batch read(int from, int count) {
    Coming first = coming.peek();
    if (first == null || first.from() != from || first.count() != count) {
      // The first call, or a chunk that does not end on a batch: start anew here.
      coming.forEach(batch -> batch.pieces().forEach(piece -> piece.cancel(true)));
      coming.clear();
      next = from;
      start(count);
    }
    Coming asked = coming.remove();
    while (coming.size() < ahead && next < images.size()) {
      start(Math.min(batchSize, images.size() - next));
    }
    BitSet broken = new BitSet();
    asked.pieces().forEach(piece -> broken.or(Workers.wait(piece, "reading images")));
    return new Batch(from, count, asked.pixels(), broken);
  }

  private void start(int count) {
    byte[] pixels = new byte[Math.multiplyExact(count, images.bytesPerImage())];
    List<Future<BitSet>> pieces = new ArrayList<>();
    int from = next;
    for (int at = 0; at < count; at += PIECE) {
      int first = at;
      int some = Math.min(PIECE, count - at);
      pieces.add(threads.submit(() -> load(from, first, some, pixels)));
    }
    coming.add(new Coming(from, count, pixels, pieces));
    next += count;
  }

  /** Reads images {@code at} .. {@code at + count - 1} of the batch that starts at an index. */
  private BitSet load(int from, int at, int count, byte[] pixels) {
    BitSet broken = new BitSet();
    for (int i = at; i < at + count; i++) {
      if (!images.read(from + i, pixels, i * images.bytesPerImage())) {
        broken.set(from + i);
      }
    }
    return broken;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

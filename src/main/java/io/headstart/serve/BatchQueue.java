package io.headstart.serve;

import io.headstart.inference.Answer;
import io.headstart.inference.Classifier;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;

/**
 * Decoded images on their way through one classifier, as many in a forward pass as wait for it. A
 * batch is put together at the last moment: when the pass before it has ended and the device is
 * free. It waits for more images only where more are on their way.
 *
 * <p>Its one thread ends with {@link #close}.
 */
final class BatchQueue implements AutoCloseable {
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Classifier classifier;
  private final BatchSize size;
  private final Duration patience;
  private final Hearer hearer;
  private final Thread thread;
  private volatile boolean closed;
  private int last;

  /** Hears of each batch that was classified. */
  @FunctionalInterface
  interface Hearer {
    void classified(List<Prediction> predictions);
  }

  /** An image and who waits for what it shows. */
  private record Waiting(ImageInput image, CompletableFuture<Prediction> answer, long since) {
    /** Whoever asked may have gone: then there is nothing to do. */
    boolean isWanted() {
      return !answer.isDone();
    }
  }

  /**
   * Starts.
   *
   * @param device held during each pass: several classifiers take turns
   * @param patience most that an image waits for others
   * @param comingUp how many images are on their way here, those that are here among them
   */
  BatchQueue(
      Classifier classifier,
      BatchSize size,
      Duration patience,
      Lock device,
      IntSupplier comingUp,
      Hearer hearer) {
    this.classifier = classifier;
    this.size = size;
    this.patience = patience;
    this.hearer = hearer;
    this.thread = new Thread(() -> run(device, comingUp), "batches");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Takes an image on.
   *
   * @param image decoded
   * @param answer completed when it is classified; not looked at when it is done before
   */
  void add(ImageInput image, CompletableFuture<Prediction> answer) {
    queue.add(new Waiting(image, answer, System.nanoTime()));
  }

  private void run(Lock device, IntSupplier comingUp) {
    try {
      while (!closed) {
        List<Waiting> batch = new ArrayList<>();
        batch.add(queue.take());
        device.lockInterruptibly();
        try {
          gather(batch, comingUp);
          batch.removeIf(waiting -> !waiting.isWanted());
          classify(batch);
        } finally {
          device.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }

  private void gather(List<Waiting> batch, IntSupplier comingUp) throws InterruptedException {
    long until = batch.get(0).since() + patience.toNanos();
    queue.drainTo(batch, size.best() - batch.size());
    while (batch.size() < size.best() && Math.max(last, comingUp.getAsInt()) > batch.size()) {
      Waiting next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    last = batch.size();
  }

  private void classify(List<Waiting> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      long start = System.nanoTime();
      List<Answer<Prediction>> answers =
          classifier.tryClassify(batch.stream().map(Waiting::image).toList());
      size.measured(batch.size(), System.nanoTime() - start);
      List<Prediction> predictions = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        Prediction prediction = answers.get(i).value().orElseThrow();
        predictions.add(prediction);
        batch.get(i).answer().complete(prediction);
      }
      hearer.classified(predictions);
    } catch (RuntimeException | Error e) {
      // One batch's trouble, such as a full memory, is not that of the next.
      batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
    }
  }

  /** Ends the thread; images that wait are not classified any more. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}

package io.headstart.serve;

import io.headstart.Failure;
import io.headstart.Workers;
import io.headstart.http.Refusal;
import io.headstart.inference.Classifier;
import io.headstart.inference.FeatureDrift;
import io.headstart.inference.ImageInput;
import io.headstart.inference.Prediction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A checkpoint as it was when it was opened. Once it is replaced it goes on until the last of its
 * requests is answered, then it gives its memory back.
 */
final class ModelVersion {
  private static final int SHORT = 12;

  private final CheckpointSource.Opened opened;
  private final BatchSize size;
  private final BatchQueue batches;
  private final Optional<FeatureDrift> drift;
  private final ExecutorService decoders;
  private final AtomicInteger images = new AtomicInteger();
  private int requests;
  private boolean retired;

  /** What all versions of all models share. */
  record Shared(ExecutorService decoders, Lock device, Limits limits) {
    static Shared start(int threads, Limits limits) {
      return new Shared(Workers.start(threads, "request-decoder"), new ReentrantLock(true), limits);
    }
  }

  /**
   * Makes a checkpoint ready to answer.
   *
   * @param hearer hears of each batch that was classified
   */
  ModelVersion(CheckpointSource.Opened opened, Shared shared, BatchQueue.Hearer hearer) {
    Classifier classifier = opened.classifier();
    this.opened = opened;
    this.decoders = shared.decoders();
    this.size = BatchSize.measure(classifier, shared.device());
    this.drift = classifier.watchDrift();
    this.batches =
        new BatchQueue(
            classifier, size, shared.limits().batchWait(), shared.device(), images::get, hearer);
  }

  /** Returns the SHA-256 of the head's weights. */
  String hash() {
    return opened.hash();
  }

  /** Returns the version as addresses have it: the start of the hash. */
  String id() {
    return hash().substring(0, SHORT);
  }

  /** Returns the names of the classes in the order of the labels. */
  List<String> classes() {
    return opened.classifier().classes();
  }

  /** Returns whether answers may be {@code unknown}. */
  boolean isCalibrated() {
    return opened.calibrated();
  }

  Optional<FeatureDrift> drift() {
    return drift;
  }

  BatchSize size() {
    return size;
  }

  /** Takes a request on; false where the version is replaced already. */
  synchronized boolean enter() {
    if (retired) {
      return false;
    }
    requests++;
    return true;
  }

  /** Says that a request which entered is answered, or given up. */
  void leave() {
    if (count(-1, false)) {
      close();
    }
  }

  /** Takes no more requests. */
  void retire() {
    if (count(0, true)) {
      close();
    }
  }

  /** Returns whether nothing will be asked of it any more. */
  private synchronized boolean count(int change, boolean last) {
    requests += change;
    boolean before = retired;
    retired = retired || last;
    return retired && requests == 0 && (change != 0 || !before);
  }

  private void close() {
    batches.close();
    opened.classifier().close();
  }

  /**
   * Classifies images, on other threads. What is returned may be cancelled: images that were not
   * begun with are then left alone.
   */
  CompletableFuture<List<Prediction>> classify(List<ImageInput> inputs) {
    CompletableFuture<List<Prediction>> all = new CompletableFuture<>();
    List<CompletableFuture<Prediction>> answers =
        inputs.stream().map(input -> new CompletableFuture<Prediction>()).toList();
    AtomicInteger left = new AtomicInteger(inputs.size());
    images.addAndGet(inputs.size());
    for (CompletableFuture<Prediction> answer : answers) {
      var unused =
          answer.whenComplete(
              (prediction, problem) -> {
                images.decrementAndGet();
                if (problem != null) {
                  all.completeExceptionally(problem); // The first one decides.
                } else if (left.decrementAndGet() == 0) {
                  all.complete(answers.stream().map(CompletableFuture::join).toList());
                }
              });
    }
    var unused =
        all.whenComplete((predictions, problem) -> answers.forEach(answer -> answer.cancel(false)));
    for (int i = 0; i < inputs.size(); i++) {
      ImageInput input = inputs.get(i);
      CompletableFuture<Prediction> answer = answers.get(i);
      decoders.execute(() -> decode(input, answer));
    }
    return all;
  }

  private void decode(ImageInput input, CompletableFuture<Prediction> answer) {
    if (answer.isDone()) {
      return;
    }
    try {
      batches.add(opened.classifier().decode(input), answer);
    } catch (Failure e) {
      answer.completeExceptionally(new Refusal(400, e)); // The image's fault, not the server's.
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }
}

package io.headstart.serve;

import io.headstart.http.Exchange;
import io.headstart.http.Refusal;
import java.util.concurrent.atomic.AtomicInteger;

/** Images taken on and not answered: no more than are answered within a reasonable time. */
final class Admission {
  private static final int MOST_SECONDS = 60;

  private final Limits limits;
  private final AtomicInteger images = new AtomicInteger();

  Admission(Limits limits) {
    this.limits = limits;
  }

  /** Returns how many images are under way. */
  int images() {
    return images.get();
  }

  /**
   * Takes the images of a request on; they are let go at its end.
   *
   * @param imagesPerSecond that are classified of late
   * @throws Refusal when there is no room
   */
  void enter(Exchange exchange, int count, double imagesPerSecond) {
    int before = images.getAndUpdate(now -> now + count > limits.queue() ? now : now + count);
    if (before + count > limits.queue()) {
      throw Refusal.later(
          429,
          Refusal.failure(
              "the server has as much to do as it can take on",
              "%d images, with %d under way".formatted(count, before),
              "%d images under way at one time".formatted(limits.queue()),
              "send it again after the time in Retry-After"),
          (long) Math.min(MOST_SECONDS, Math.ceil(before / Math.max(0.01, imagesPerSecond))));
    }
    exchange.onEnd(() -> images.addAndGet(-count));
  }
}

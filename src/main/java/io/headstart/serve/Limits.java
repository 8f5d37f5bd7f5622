package io.headstart.serve;

import java.time.Duration;

/**
 * What a server takes on.
 *
 * @param bodyBytes longest body of a request, 1 .. 64 MiB
 * @param images most images of one request, 1 or more
 * @param queue images taken on and not answered at one time, all models together; at least {@code
 *     images}
 * @param time until a request is answered, from the end of its headers; a connection that sends no
 *     whole headers for so long is closed
 * @param batchWait most that an image waits for others to be classified with
 */
public record Limits(int bodyBytes, int images, int queue, Duration time, Duration batchWait) {
  /** The longest body that can be allowed: as much as is decoded from memory. */
  public static final int MOST_BODY_BYTES = 64 << 20;

  /** Bodies held at one time, in longest bodies. */
  private static final int BODIES = 8;

  /** Checks the ranges. */
  public Limits {
    boolean sound =
        bodyBytes >= 1
            && bodyBytes <= MOST_BODY_BYTES
            && images >= 1
            && queue >= images
            && time.compareTo(Duration.ofSeconds(1)) >= 0
            && !batchWait.isNegative();
    if (!sound) {
      throw new IllegalArgumentException("limits that allow nothing");
    }
  }

  /** Returns how many bytes of bodies are held at one time at most. */
  long allBodyBytes() {
    return (long) BODIES * bodyBytes;
  }
}

package io.headstart.http;

import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Reads and drops what is still to come of a body that was refused. A sender whose connection is
 * closed while it writes would hear of a broken connection, and not of the answer.
 */
final class Remainder implements Runnable {
  /** Who sends more is cut off. */
  private static final long MOST_BYTES = 256L << 20;

  private final Request request;
  private final Callback callback;
  private final long end;
  private long dropped;

  /**
   * Prepares to read.
   *
   * @param time for all of it
   * @param callback told at the end, whatever came
   */
  Remainder(Request request, Duration time, Callback callback) {
    this.request = request;
    this.callback = callback;
    this.end = System.nanoTime() + time.toNanos();
  }

  @Override
  public void run() {
    boolean more = true;
    while (more) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      dropped += chunk.remaining();
      more =
          !Content.Chunk.isFailure(chunk)
              && !chunk.isLast()
              && dropped < MOST_BYTES
              && System.nanoTime() < end;
      chunk.release();
    }
    callback.succeeded();
  }
}

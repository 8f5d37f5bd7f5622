package io.headstart.serve;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Reads a request's body into memory as it comes, without a thread that waits: a slow sender costs
 * a connection and what it has sent.
 */
final class RequestBody {
  private final Request request;
  private final Limits limits;
  private final AtomicLong held;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private long own;

  private RequestBody(Request request, Limits limits, AtomicLong held) {
    this.request = request;
    this.limits = limits;
    this.held = held;
  }

  /**
   * Begins to read.
   *
   * @param held bytes of all bodies in memory; this one's are part of it until the exchange's end
   */
  static CompletableFuture<byte[]> read(Exchange exchange, Limits limits, AtomicLong held) {
    RequestBody body = new RequestBody(exchange.request(), limits, held);
    exchange.onEnd(body::release);
    if (exchange.request().getLength() > limits.bodyBytes()) {
      throw body.tooLong(exchange.request().getLength() + " bytes");
    }
    body.readOn();
    return body.whole;
  }

  private void readOn() {
    try {
      while (!whole.isDone()) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this::readOn);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          throw broken(chunk.getFailure());
        }
        take(chunk);
      }
    } catch (RuntimeException e) {
      whole.completeExceptionally(e);
    }
  }

  private void take(Content.Chunk chunk) {
    boolean last = chunk.isLast();
    byte[] part = BufferUtil.toArray(chunk.getByteBuffer());
    chunk.release();
    if (bytes.size() + (long) part.length > limits.bodyBytes()) {
      throw tooLong("more than " + limits.bodyBytes() + " bytes");
    }
    if (!hold(part.length)) {
      throw Refusal.later(
          429,
          Refusal.failure(
              "the server holds too many bodies already",
              "a body of " + bytes.size() + " bytes so far",
              limits.allBodyBytes() + " bytes of all requests together",
              "send it again after the time in Retry-After"),
          1);
    }
    bytes.writeBytes(part);
    if (last) {
      whole.complete(bytes.toByteArray());
    }
  }

  private synchronized boolean hold(int count) {
    if (own < 0) {
      return true; // The exchange has ended; nobody will use what comes.
    }
    own += count;
    return held.addAndGet(count) <= limits.allBodyBytes();
  }

  private synchronized void release() {
    if (own >= 0) {
      held.addAndGet(-own);
      own = -1;
      whole.cancel(false);
    }
  }

  private Refusal tooLong(String received) {
    return Refusal.of(
        413,
        "the body is too long",
        received,
        "up to " + limits.bodyBytes() + " bytes",
        "send a smaller image or fewer at once, or start the server with a greater --max-body");
  }

  private static Refusal broken(Throwable failure) {
    return Refusal.bad(
        "the body cannot be read",
        failure.getClass().getSimpleName(),
        "a whole body",
        "send the request again");
  }
}

package io.headstart.http;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Reads a request's body into memory as it comes, without a thread that waits: a slow sender costs
 * a connection and what it has sent.
 */
public final class RequestBody {
  private final Exchange exchange;
  private final Request request;
  private final BodyLimits limits;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private long own;

  private RequestBody(Exchange exchange, BodyLimits limits) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.limits = limits;
  }

  /** Begins to read; the bytes count as held until the exchange's end. */
  public static CompletableFuture<byte[]> read(Exchange exchange, BodyLimits limits) {
    RequestBody body = new RequestBody(exchange, limits);
    exchange.onEnd(body::release);
    if (exchange.request().getLength() > limits.each()) {
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
    if (bytes.size() + (long) part.length > limits.each()) {
      throw tooLong("more than " + limits.each() + " bytes");
    }
    if (!hold(part.length)) {
      throw Refusal.later(
          429,
          Refusal.failure(
              "the server holds too many bodies already",
              "a body of " + bytes.size() + " bytes so far",
              limits.all() + " bytes of all requests together",
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
    return limits.held().addAndGet(count) <= limits.all();
  }

  private synchronized void release() {
    if (own >= 0) {
      limits.held().addAndGet(-own);
      own = -1;
      whole.cancel(false);
    }
  }

  private Refusal tooLong(String received) {
    return Refusal.of(
        413,
        "the body is too long",
        received,
        "up to " + limits.each() + " bytes",
        limits.larger());
  }

  private Refusal broken(Throwable failure) {
    if (failure instanceof TimeoutException) {
      // The connection was idle for as long as a request may take: both clocks end at once.
      return exchange.tooSlow();
    }
    return Refusal.bad(
        "the body cannot be read",
        failure.getClass().getSimpleName(),
        "a whole body",
        "send the request again");
  }
}

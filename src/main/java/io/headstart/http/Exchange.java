package io.headstart.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** A request under way. It is answered once: by its work, by what went wrong, or by the clock. */
public final class Exchange {
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final HttpOptions options;
  private final UnderWay underWay;
  private final Consumer<Throwable> defects;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile boolean received;

  /**
   * Takes a request on.
   *
   * @param underWay is told of it, and knows whether the server ends
   * @param defects hears of what should not have happened
   */
  Exchange(
      Request request,
      Response response,
      Callback callback,
      HttpOptions options,
      UnderWay underWay,
      Consumer<Throwable> defects) {
    this.request = request;
    this.response = response;
    this.callback = underWay.begin(request, callback);
    this.options = options;
    this.underWay = underWay;
    this.defects = defects;
  }

  /** Returns the request. */
  public Request request() {
    return request;
  }

  /** Returns a value of the query, the first of its name; null where there is none. */
  public String query(String name) {
    return Request.extractQueryParameters(request).getValue(name);
  }

  /** Does something when the request has its answer, before that is written; now if it has. */
  public void onEnd(Runnable task) {
    CompletableFuture<Void> unused = end.thenRun(task);
  }

  /** Says that the whole request has come: what takes time from now on is the server's part. */
  public void received() {
    received = true;
  }

  /** Refuses the request after some time, unless it is answered by then. */
  void limit() {
    Duration time = options.time();
    Scheduler.Task clock =
        request
            .getComponents()
            .getScheduler()
            .schedule(() -> answer(Reply.of(late())), time.toMillis(), TimeUnit.MILLISECONDS);
    onEnd(clock::cancel);
  }

  private Refusal late() {
    if (!received) {
      return tooSlow();
    }
    Duration time = options.time();
    return Refusal.later(
        503,
        Refusal.failure(
            "the request could not be answered in time",
            "a request that waited " + time.toSeconds() + " s",
            "fewer images at once",
            "send it again later" + options.slower()),
        time.toSeconds());
  }

  /** Returns what is said to who does not send the whole body in time. */
  Refusal tooSlow() {
    return Refusal.of(
        408,
        "the request came too slowly",
        "a part of its body in " + options.time().toSeconds() + " s",
        "the whole body within that time",
        "send it faster" + options.slower());
  }

  /** Answers, unless that was done. */
  public void answer(Reply reply) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    end.complete(null);
    response.setStatus(reply.status());
    reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
    // What is still to come of a body would be taken for the next request.
    boolean tooLong = reply.status() == 413;
    if (tooLong || reply.status() == 408 || underWay.isEnding()) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    Callback then = callback;
    // Who asked whether to send it at all does not.
    if (tooLong && !request.getHeaders().contains(HttpHeader.EXPECT)) {
      then = Callback.from(new Remainder(request, options.time(), callback), callback::failed);
    }
    response.write(true, ByteBuffer.wrap(reply.body()), then);
  }

  /** Answers by events, until one of both sides ends it; null where it is answered already. */
  public EventStream events() {
    if (!answered.compareAndSet(false, true)) {
      return null;
    }
    end.complete(null);
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    return new EventStream(response, callback);
  }

  /** Answers that something went wrong. */
  public void fail(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Refusal refusal) {
      answer(Reply.of(refusal));
    } else if (cause instanceof HttpException refused && refused.getCode() < 500) {
      answer(Reply.of(misunderstood(refused)));
    } else if (!answered.get()) {
      defects.accept(cause);
      answer(Reply.of(defect(cause)));
    }
  }

  /** Of what Jetty finds only when it is looked at, such as a query that is not encoded well. */
  private static Refusal misunderstood(HttpException refused) {
    return Refusal.of(
        refused.getCode(),
        "the request is not one that this server understands",
        String.valueOf(refused.getReason()),
        "HTTP/1.1, with names and values encoded as in UTF-8",
        "send it as HTTP/1.1 has it");
  }

  private static Refusal defect(Throwable cause) {
    return Refusal.of(
        500,
        "the server made a mistake",
        "a request that met " + cause.getClass().getSimpleName(),
        "any request",
        "report it to who runs the server; its log says more");
  }
}

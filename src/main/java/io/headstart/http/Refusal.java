package io.headstart.http;

import io.headstart.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A request that is not answered as asked: a status of HTTP and the four parts. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Characters of what was received that go back: a long name must not become a long answer. */
  private static final int LONGEST = 300;

  private final int status;
  private final transient Failure failure;
  private final long retrySeconds;

  /** Answers a failure. */
  public Refusal(int status, Failure failure) {
    this(status, failure, 0);
  }

  private Refusal(int status, Failure failure, long retrySeconds) {
    super(failure.getMessage(), failure, false, false);
    this.status = status;
    this.failure = failure;
    this.retrySeconds = retrySeconds;
  }

  /** Of a request that may be sent again. */
  public static Refusal later(int status, Failure failure, long seconds) {
    return new Refusal(status, failure, Math.max(1, seconds));
  }

  /** Of a request that would never be answered as it is: status 400. */
  public static Refusal bad(String failed, String received, String accepted, String next) {
    return of(400, failed, received, accepted, next);
  }

  /** Answers with a status and the four parts. */
  public static Refusal of(
      int status, String failed, String received, String accepted, String next) {
    return new Refusal(status, failure(failed, received, accepted, next));
  }

  /** Returns the four parts as a failure; what was received is cut where it is long. */
  public static Failure failure(String failed, String received, String accepted, String next) {
    // What strangers wrote is an argument, never a format.
    return Failure.run("%s", failed)
        .received("%s", received.isEmpty() ? "nothing" : shortened(received))
        .accepted("%s", accepted)
        .next("%s", next)
        .build();
  }

  private static String shortened(String received) {
    return received.length() <= LONGEST ? received : received.substring(0, LONGEST) + " ...";
  }

  /** Returns what would have been answered. */
  public String accepted() {
    return failure.accepted();
  }

  /** Returns the status of HTTP. */
  public int status() {
    return status;
  }

  /** Returns after how many seconds it is worth trying again; empty where it is not. */
  OptionalLong retrySeconds() {
    return retrySeconds > 0 ? OptionalLong.of(retrySeconds) : OptionalLong.empty();
  }

  /** Returns the four parts; {@code error} is what the Open Inference Protocol asks for. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("error", failure.failed());
    document.put("received", failure.received());
    document.put("accepted", failure.accepted());
    document.put("next", failure.next());
    return document;
  }
}

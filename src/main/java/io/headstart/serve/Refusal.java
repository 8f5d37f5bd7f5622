package io.headstart.serve;

import io.headstart.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A request that is not answered as asked: a status of HTTP and the four parts. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Characters of what was received that go back: a long name must not become a long answer. */
  private static final int LONGEST = 300;

  private final int status;
  private final transient Failure failure;
  private final long retrySeconds;

  Refusal(int status, Failure failure) {
    this(status, failure, 0);
  }

  private Refusal(int status, Failure failure, long retrySeconds) {
    super(failure.getMessage(), failure, false, false);
    this.status = status;
    this.failure = failure;
    this.retrySeconds = retrySeconds;
  }

  /** Of a request that may be sent again. */
  static Refusal later(int status, Failure failure, long seconds) {
    return new Refusal(status, failure, Math.max(1, seconds));
  }

  /** Of a request that would never be answered as it is: status 400. */
  static Refusal bad(String failed, String received, String accepted, String next) {
    return of(400, failed, received, accepted, next);
  }

  static Refusal of(int status, String failed, String received, String accepted, String next) {
    return new Refusal(status, failure(failed, received, accepted, next));
  }

  static Failure failure(String failed, String received, String accepted, String next) {
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
  String accepted() {
    return failure.accepted();
  }

  int status() {
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

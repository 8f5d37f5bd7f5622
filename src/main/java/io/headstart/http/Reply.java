package io.headstart.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back for a request.
 *
 * @param status of HTTP
 * @param headers beside the body's length
 * @param body whole
 */
public record Reply(int status, Map<String, String> headers, byte[] body) {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  /** Answers with a document. */
  public static Reply json(Object document) {
    return json(200, document);
  }

  /** As {@link #json(Object)}, with another status. */
  public static Reply json(int status, Object document) {
    return new Reply(
        status,
        Map.of("Content-Type", "application/json"),
        GSON.toJson(document).getBytes(StandardCharsets.UTF_8));
  }

  /** Answers 200 and nothing else. */
  public static Reply empty() {
    return new Reply(200, Map.of(), new byte[0]);
  }

  /** Answers with the four parts. */
  public static Reply of(Refusal refusal) {
    Reply reply = json(refusal.status(), refusal.document());
    if (refusal.retrySeconds().isPresent()) {
      reply = reply.with("Retry-After", Long.toString(refusal.retrySeconds().getAsLong()));
    }
    if (refusal.status() == 405) {
      reply = reply.with("Allow", refusal.accepted());
    }
    return refusal.status() == 401 ? reply.with("WWW-Authenticate", "Bearer") : reply;
  }

  /** Returns this with a header. */
  public Reply with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Reply(status, all, body);
  }
}

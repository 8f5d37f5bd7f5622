package io.headstart.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Files of a page: resources of the jar, the same for everyone. What a page may do is said with
 * each of them.
 *
 * @param beside a class of the package whose resources they are
 * @param policy the page's Content-Security-Policy
 */
public record StaticFiles(Class<?> beside, String policy) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8");

  /**
   * Returns an open route to a resource.
   *
   * @param path of HTTP
   * @param resource its name in the package
   */
  public Route file(String path, String resource) {
    Reply reply = reply(resource);
    return Route.get(path, true, (exchange, values) -> reply);
  }

  /** Returns the answer that a resource is. */
  public Reply reply(String resource) {
    return new Reply(
        200,
        Map.of(
            "Content-Type",
            TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)),
            "Content-Security-Policy",
            policy,
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-cache"),
        read(resource));
  }

  private byte[] read(String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of the jar", e);
    }
  }
}

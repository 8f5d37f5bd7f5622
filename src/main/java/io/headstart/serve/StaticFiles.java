package io.headstart.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The page and the description of the routes: resources of this package, the same for everyone. */
final class StaticFiles {
  /** Nothing but this server's own files and requests; images only as they are chosen. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private StaticFiles() {}

  static List<Route> routes() {
    return List.of(
        file("/", "page.html", "text/html; charset=utf-8"),
        file("/page.js", "page.js", "text/javascript; charset=utf-8"),
        file("/page.css", "page.css", "text/css; charset=utf-8"),
        file("/openapi.json", "openapi.json", "application/json"));
  }

  private static Route file(String path, String resource, String type) {
    Reply reply =
        new Reply(
            200,
            Map.of(
                "Content-Type",
                type,
                "Content-Security-Policy",
                POLICY,
                "Referrer-Policy",
                "no-referrer",
                "Cache-Control",
                "no-cache"),
            read(resource));
    return ModelServer.get(path, true, exchange -> reply);
  }

  private static byte[] read(String resource) {
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of the jar", e);
    }
  }
}

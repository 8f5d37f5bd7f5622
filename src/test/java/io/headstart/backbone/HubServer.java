package io.headstart.backbone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers as the Hugging Face hub does: small files come from it, by their git hash, large ones
 * from another address, by their SHA-256.
 */
final class HubServer implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  final Map<String, byte[]> files = new HashMap<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** After how many bytes a large file's connection breaks; once. */
  int breaksAfter = -1;

  /** What large files bring instead of their bytes. */
  byte[] wrong;

  HubServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(exchange.getRequestMethod() + " " + path);
      if (path.startsWith("/large/")) {
        large(exchange, files.get(path.substring("/large/".length())));
        return;
      }
      if (path.startsWith("/gated/")) {
        exchange.getResponseHeaders().add("X-Error-Code", "GatedRepo");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String name = path.replaceFirst("^/[^/]+/[^/]+/resolve/[^/]+/", "");
      byte[] bytes = files.get(name);
      if (bytes == null) {
        exchange.getResponseHeaders().add("X-Error-Code", "EntryNotFound");
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().add("X-Repo-Commit", COMMIT);
      if (name.endsWith(".safetensors")) {
        exchange.getResponseHeaders().add("X-Linked-Etag", '"' + Sha256.of(bytes) + '"');
        exchange.getResponseHeaders().add("Location", address() + "/large/" + name);
        exchange.sendResponseHeaders(302, -1);
      } else {
        exchange.getResponseHeaders().add("ETag", '"' + gitHash(bytes) + '"');
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
        if (!head) {
          exchange.getResponseBody().write(bytes);
        }
      }
    }
  }

  private void large(HttpExchange exchange, byte[] whole) throws IOException {
    byte[] bytes = wrong == null ? whole : wrong;
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D+", ""));
    int to = breaksAfter < 0 ? bytes.length : breaksAfter;
    breaksAfter = -1;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
    exchange.getResponseBody().write(Arrays.copyOfRange(bytes, from, to));
    exchange.getResponseBody().flush();
  }

  static String gitHash(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

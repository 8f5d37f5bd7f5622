package io.headstart.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Serves a small archive of the real one's shape, in as many bad ways as networks know. */
final class ArchiveServer implements AutoCloseable {
  /** How the next answers go wrong. */
  enum Manner {
    WELL,
    NOT_FOUND,
    UNAVAILABLE,
    CUT_SHORT,
    STALLED,
    IGNORING_RANGES
  }

  final byte[] archive = archive("libtorch/lib/");
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile Manner manner = Manner.WELL;

  /** How many answers go wrong before they go well. */
  volatile int badAnswers = Integer.MAX_VALUE;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  ArchiveServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/libtorch.zip");
  }

  /** Makes an archive with libraries, and with files nobody needs. */
  static byte[] archive(String folder) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : FakeHost.CUDA_LIBRARIES) {
        put(zip, folder + name, name.repeat(2000));
      }
      put(zip, folder + "libtorch_python.so", "not needed");
      put(zip, folder + "libprotobuf.a", "not needed");
      put(zip, "libtorch/include/torch/torch.h", "not needed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
    Manner now = requests.size() <= badAnswers ? manner : Manner.WELL;
    try (exchange) {
      if (now == Manner.NOT_FOUND || now == Manner.UNAVAILABLE) {
        exchange.sendResponseHeaders(now == Manner.NOT_FOUND ? 404 : 503, -1);
        return;
      }
      int from =
          range == null || now == Manner.IGNORING_RANGES
              ? 0
              : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      if (from >= archive.length) {
        exchange.getResponseHeaders().add("Content-Range", "bytes */" + archive.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .add(
                "Content-Range",
                "bytes " + from + "-" + (archive.length - 1) + "/" + archive.length);
      }
      byte[] rest = Arrays.copyOfRange(archive, from, archive.length);
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
      send(exchange.getResponseBody(), rest, now);
    }
  }

  private void send(OutputStream out, byte[] rest, Manner now) throws IOException {
    if (now == Manner.CUT_SHORT || now == Manner.STALLED) {
      out.write(rest, 0, rest.length / 2);
      out.flush();
      if (now == Manner.STALLED) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    } else {
      out.write(rest);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

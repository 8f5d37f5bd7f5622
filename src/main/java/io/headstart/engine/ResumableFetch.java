package io.headstart.engine;

import io.headstart.Progress;
import io.headstart.io.GrowingFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings one file over HTTP; what has come stays on disk and a later call asks for the rest. */
public final class ResumableFetch {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");
  private static final Pattern WHOLE_LENGTH = Pattern.compile("bytes \\*/(\\d+)");
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final RemoteFile source;
  private final FreeSpace freeSpace;
  private final Progress progress;

  /**
   * Makes one.
   *
   * @param progress hears how much has come, and of connections that broke
   */
  public ResumableFetch(RemoteFile source, Progress progress) {
    this(source, folder -> Files.getFileStore(folder).getUsableSpace(), progress);
  }

  ResumableFetch(RemoteFile source, FreeSpace freeSpace, Progress progress) {
    this.source = source;
    this.freeSpace = freeSpace;
    this.progress = progress;
  }

  /** Tells how many bytes are free on the disk of a folder. */
  @FunctionalInterface
  interface FreeSpace {
    long bytes(Path folder) throws IOException;
  }

  /** The disk's refusal, apart from the network's: trying again would not help. */
  static final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The server's refusal: trying again would not help either. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /** Where an answer starts in the file, and how long the file is; -1 when the server keeps it. */
  private record Span(long from, long total) {}

  /**
   * Brings the file into {@code part}, which then has its full length.
   *
   * @throws IOException when it cannot be had; {@code part} keeps what came
   */
  public void into(Path part) throws IOException {
    IOException last = null;
    for (int attempt = 0; attempt < source.attempts(); attempt++) {
      try {
        attempt(part);
        return;
      } catch (DiskException | RefusedException e) {
        throw e;
      } catch (IOException e) {
        last = e;
        if (attempt + 1 < source.attempts()) {
          progress.line("the connection broke (" + e.getMessage() + "); going on where it ended");
          pause();
        }
      }
    }
    throw last;
  }

  private void pause() throws InterruptedIOException {
    try {
      Thread.sleep(source.pause().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void attempt(Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpURLConnection connection = connect(have);
    try {
      Span span = span(connection, have);
      if (span.from() == span.total()) {
        return;
      }
      requireSpace(part, span);
      copy(connection, part, span);
    } catch (SocketTimeoutException e) {
      throw new SocketTimeoutException(
          "nothing came for " + source.timeout().toSeconds() + " s from " + source.uri());
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection connect(long from) throws IOException {
    Proxy proxy = source.proxy().orElse(null);
    URLConnection opened =
        proxy == null
            ? source.uri().toURL().openConnection()
            : source.uri().toURL().openConnection(proxy);
    if (!(opened instanceof HttpURLConnection connection)) {
      throw new RefusedException(source.uri() + " is not an http or https address");
    }
    int milliseconds = Math.toIntExact(source.timeout().toMillis());
    connection.setConnectTimeout(milliseconds);
    connection.setReadTimeout(milliseconds);
    source.headers().forEach(connection::setRequestProperty);
    if (from > 0) {
      connection.setRequestProperty("Range", "bytes=" + from + "-");
    }
    return connection;
  }

  private Span span(HttpURLConnection connection, long have) throws IOException {
    int status = connection.getResponseCode();
    String range = String.valueOf(connection.getHeaderField("Content-Range"));
    if (status == HttpURLConnection.HTTP_OK) {
      return new Span(0, connection.getContentLengthLong());
    }
    Matcher partial = CONTENT_RANGE.matcher(range);
    if (status == HttpURLConnection.HTTP_PARTIAL && partial.matches()) {
      if (Long.parseLong(partial.group(1)) == have) {
        return new Span(have, Long.parseLong(partial.group(2)));
      }
    }
    Matcher whole = WHOLE_LENGTH.matcher(range);
    if (status == RANGE_NOT_SATISFIABLE && whole.matches()) {
      if (Long.parseLong(whole.group(1)) == have) {
        return new Span(have, have);
      }
    }
    throw status >= 500
        ? new IOException("HTTP " + status + " from " + source.uri())
        : new RefusedException("HTTP " + status + " from " + source.uri());
  }

  private void requireSpace(Path part, Span span) throws IOException {
    long needed = span.total() - span.from();
    long free = freeSpace.bytes(part.toAbsolutePath().getParent());
    if (needed > free) {
      throw new DiskException(
          String.format(Locale.ROOT, "%,d bytes to come, %,d bytes free", needed, free), null);
    }
  }

  private void copy(HttpURLConnection connection, Path part, Span span) throws IOException {
    long done = span.from();
    try (InputStream in = connection.getInputStream();
        FileChannel out = open(part);
        Progress.Task task =
            progress.task("fetching " + part.getFileName(), "bytes", Math.max(0, span.total()))) {
      truncate(out, done);
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        write(out, ByteBuffer.wrap(buffer, 0, read));
        done += read;
        task.done(done);
      }
      if (span.total() >= 0 && done != span.total()) {
        throw new IOException("it ended after " + done + " of " + span.total() + " bytes");
      }
      force(out);
    }
  }

  private static FileChannel open(Path part) throws DiskException {
    try {
      return GrowingFile.open(part);
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private static void truncate(FileChannel out, long length) throws DiskException {
    try {
      if (out.size() > length) {
        out.truncate(length);
      }
      out.position(length);
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws DiskException {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw disk(e);
    }
  }

  /** Before the file gets its final name: a name must not outlive the bytes it promises. */
  private static void force(FileChannel out) throws DiskException {
    try {
      out.force(true);
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private static DiskException disk(IOException e) {
    return new DiskException("the disk says: " + e.getMessage(), e);
  }
}

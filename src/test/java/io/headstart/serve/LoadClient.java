package io.headstart.serve;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Asks over one connection, with as little work as HTTP allows: it measures the server. */
final class LoadClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** What came back. */
  record Answer(int status, String headers, byte[] body) {
    /** Returns whether the server ends the connection. */
    boolean closes() {
      return headers.contains("connection: close");
    }
  }

  LoadClient(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(120_000);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  Answer post(String path, byte[] body) throws IOException {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return send(request);
  }

  /** Sends bytes as they are, and reads an answer. */
  Answer send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    StringBuilder headers = new StringBuilder();
    while (headers.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no answer");
      }
      headers.append((char) next);
    }
    String text = headers.toString().toLowerCase(Locale.ROOT);
    int length = Integer.parseInt(text.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("half an answer");
    }
    return new Answer(Integer.parseInt(text.substring(9, 12)), text, body);
  }

  /** Ends the connection without a word, as a machine does that loses its network. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

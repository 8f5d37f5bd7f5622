package io.headstart.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on this machine that writes down what it is asked for and refuses it. */
final class CountingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final List<String> connections = new CopyOnWriteArrayList<>();

  CountingProxy() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Returns the first line of every request, in order. */
  List<String> connections() {
    return connections;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
        connections.add(String.valueOf(in.readLine()));
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        connections.add(e.toString()); // A connection all the same, or the end of the test.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package io.headstart.http;

import io.headstart.Failure;
import io.headstart.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A socket that listens, and what is behind it. Whoever owns it calls {@link #tick} now and then.
 */
public final class HttpServer implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 1024;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int THREADS = 16;

  private final Server server;
  private final ServerConnector connector;
  private final HttpOptions options;
  private final UnderWay underWay = new UnderWay();
  private final Progress progress;
  private int port;

  /**
   * Prepares to listen.
   *
   * @param progress hears of defects
   */
  public HttpServer(HttpOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("http");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = connector();
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    made.setHost(options.host());
    made.setPort(options.port());
    made.setIdleTimeout(options.time().toMillis());
    made.addBean(underWay.connections());
    return made;
  }

  /**
   * Looks whether the address can be had, for who has much to do before listening to it.
   *
   * @throws Failure when it cannot
   */
  public static void requireFree(HttpOptions options) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (IOException e) {
      throw taken(options, e);
    }
  }

  /** Hears of every request that was answered. */
  public HttpServer log(RequestLog log) {
    server.setRequestLog(log);
    return this;
  }

  /** Returns who works on requests. */
  public Executor executor() {
    return server.getThreadPool();
  }

  /**
   * Begins to listen.
   *
   * @throws Failure when the address cannot be had
   */
  public void listen(List<Route> routes, Gate gate) {
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    server.setErrorHandler(new HttpErrors(options.help()));
    server.setHandler(new Routes(routes, gate, options, underWay, this::defect));
    try {
      server.start();
      port = connector.getLocalPort();
    } catch (IOException e) {
      close();
      throw taken(options, e);
    } catch (Exception e) {
      throw new IllegalStateException("the server does not start", e);
    }
  }

  private static Failure taken(HttpOptions options, IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return Failure.run("the server cannot listen there")
        .received("--host %s --port %d: %s", options.host(), options.port(), cause.getMessage())
        .accepted("an address of this machine, and a port that is free and may be used")
        .next("choose another --port, or 0 for any that is free")
        .cause(e)
        .build();
  }

  private void defect(Throwable defect) {
    StringWriter trace = new StringWriter();
    defect.printStackTrace(new PrintWriter(trace));
    progress.warning("internal error while serving; please report it: " + trace);
  }

  /** Returns where it listens, as {@code http://127.0.0.1:8080}. */
  public String url() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return "http://" + host + ":" + port;
  }

  /** Returns the port it listens on. */
  public int port() {
    return port;
  }

  /** Returns whether it ends: new connections are refused, open ones get their last answer. */
  public boolean isEnding() {
    return underWay.isEnding();
  }

  /** Closes idle connections. */
  public void tick() {
    underWay.connections().closeIdle(options.time());
  }

  /** Stops listening and answers what has come. */
  @Override
  public void close() {
    try {
      // New connections are refused first: who is told to close its own would come again by one.
      connector.close();
      underWay.end();
      Duration most = options.time().plusSeconds(1);
      if (!underWay.await(most)) {
        progress.warning("not all connections ended within " + most.toSeconds() + " s");
      }
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      progress.warning("the server did not stop as it should: " + e);
    }
  }
}

package io.headstart.http;

import java.time.Duration;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * What is not finished: requests without an answer, connections on which more may come. At the end
 * every connection is told to close after its next answer, and one on which nothing comes any more
 * is closed.
 */
final class UnderWay {
  private static final Duration LAST_CHANCE = Duration.ofMillis(500);
  private static final long STEP_MILLISECONDS = 20;

  private final OpenConnections connections = new OpenConnections();
  private volatile boolean ending;

  OpenConnections connections() {
    return connections;
  }

  boolean isEnding() {
    return ending;
  }

  /** Takes note of a request, and returns what is to be called when its answer is written. */
  Callback begin(Request request, Callback callback) {
    Connection connection = request.getConnectionMetaData().getConnection();
    connections.begun(connection);
    return Callback.from(() -> connections.ended(connection), callback);
  }

  /** Says that the server ends. */
  void end() {
    ending = true;
  }

  /**
   * Waits until all requests that came are answered.
   *
   * @return whether that was so within the time
   */
  boolean await(Duration most) throws InterruptedException {
    long until = System.nanoTime() + most.toNanos();
    while (!connections.isEmpty() && System.nanoTime() < until) {
      connections.closeIdle(LAST_CHANCE);
      Thread.sleep(STEP_MILLISECONDS);
    }
    return connections.isEmpty();
  }
}

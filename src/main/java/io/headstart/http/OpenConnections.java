package io.headstart.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Which connections have no request under way, and since when: those are closed after a time,
 * whatever they trickle in meanwhile, and when the server ends.
 */
final class OpenConnections implements Connection.Listener {
  private static final long BUSY = Long.MAX_VALUE;

  /** Nanoseconds of {@link System#nanoTime()} since when a connection is idle, or busy. */
  private final Map<Connection, Long> since = new ConcurrentHashMap<>();

  @Override
  public void onOpened(Connection connection) {
    since.put(connection, System.nanoTime());
  }

  @Override
  public void onClosed(Connection connection) {
    since.remove(connection);
  }

  void begun(Connection connection) {
    since.computeIfPresent(connection, (key, before) -> BUSY);
  }

  void ended(Connection connection) {
    since.computeIfPresent(connection, (key, before) -> System.nanoTime());
  }

  /** Closes the connections that have been idle for so long. */
  void closeIdle(Duration time) {
    long now = System.nanoTime();
    since.forEach(
        (connection, idle) -> {
          if (idle != BUSY && now - idle >= time.toNanos()) {
            connection.getEndPoint().close();
          }
        });
  }

  boolean isEmpty() {
    return since.isEmpty();
  }
}

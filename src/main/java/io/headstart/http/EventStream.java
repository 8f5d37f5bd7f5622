package io.headstart.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Server-sent events: an answer that goes on until one of both sides ends it. Who does not read
 * what is sent is cut off, so that nothing piles up.
 */
public final class EventStream {
  /** Events that wait for a slow reader. */
  private static final int MOST_WAITING = 64;

  private final Response response;
  private final Callback end;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private boolean writing;
  private boolean closing;
  private boolean ended;

  EventStream(Response response, Callback end) {
    this.response = response;
    this.end = end;
  }

  /**
   * Sends an event.
   *
   * @param name of its kind, in letters
   * @param json its data, without line ends
   */
  public void send(String name, String json) {
    write("event: " + name + "\ndata: " + json + "\n\n");
  }

  /** Sends nothing, so that a connection that is gone is noticed. */
  public void beat() {
    write(":\n\n");
  }

  private void write(String text) {
    synchronized (this) {
      if (closing) {
        return;
      }
      if (waiting.size() >= MOST_WAITING) {
        closing = true;
        waiting.clear();
      } else {
        waiting.add(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    writeOn();
  }

  private void writeOn() {
    byte[] next;
    boolean last;
    synchronized (this) {
      if (writing || ended) {
        return;
      }
      next = waiting.poll();
      last = next == null && closing;
      if (next == null && !last) {
        return;
      }
      writing = true;
      ended = last;
    }
    ByteBuffer bytes = ByteBuffer.wrap(last ? new byte[0] : next);
    response.write(last, bytes, last ? end : Callback.from(this::written, this::broken));
  }

  private void written() {
    synchronized (this) {
      writing = false;
    }
    writeOn();
  }

  private void broken(Throwable reason) {
    synchronized (this) {
      closing = true;
      ended = true;
      waiting.clear();
    }
    end.failed(reason);
  }

  /** Returns whether nothing can be sent any more. */
  public synchronized boolean isClosed() {
    return closing;
  }

  /** Ends the answer after what is to be sent. */
  public void close() {
    synchronized (this) {
      closing = true;
    }
    writeOn();
  }
}

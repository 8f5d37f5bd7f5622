package io.headstart.studio;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.http.EventStream;
import io.headstart.http.Exchange;
import io.headstart.http.Refusal;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The open pages, told what has changed. */
final class EventHub {
  /** Pages at one time. */
  private static final int MOST_PAGES = 64;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final Queue<EventStream> pages = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  void open(Exchange exchange) {
    pages.removeIf(EventStream::isClosed);
    if (ending || pages.size() >= MOST_PAGES) {
      throw Refusal.later(
          503,
          Refusal.failure(
              "no more pages can be told", pages.size() + " pages", "fewer", "close some"),
          5);
    }
    EventStream page = exchange.events();
    if (page != null) {
      pages.add(page);
      page.beat();
    }
  }

  /** Tells all pages. */
  void tell(String event, Map<String, ?> data) {
    String json = GSON.toJson(data);
    pages.forEach(page -> page.send(event, json));
  }

  /** Keeps connections open, and notices those that are gone. */
  void beat() {
    pages.forEach(EventStream::beat);
    pages.removeIf(EventStream::isClosed);
  }

  /** Ends all, and takes on none: browsers come again by themselves. */
  void close() {
    ending = true;
    pages.forEach(EventStream::close);
  }
}

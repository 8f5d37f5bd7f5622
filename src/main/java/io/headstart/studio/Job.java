package io.headstart.studio;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A command of this program that was asked for: it waits, runs in a process of its own, or is over.
 */
final class Job {
  /** Lines of its output that are kept. */
  private static final int LINES = 300;

  /** Letters of a line that are kept. */
  private static final int LETTERS = 2_000;

  private static final int INTERRUPTED = 130;

  /** What became of it. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    STOPPED
  }

  private final int id;
  private final List<String> words;
  private final Deque<String> lines = new ArrayDeque<>();
  private State state = State.QUEUED;
  private int code;
  private String changed = now();
  private Process process;

  /**
   * Describes what is to be run.
   *
   * @param words of the command line, the command first
   */
  Job(int id, List<String> words) {
    this.id = id;
    this.words = List.copyOf(words);
  }

  int id() {
    return id;
  }

  List<String> words() {
    return words;
  }

  synchronized boolean isOver() {
    return state != State.QUEUED && state != State.RUNNING;
  }

  /** Begins; returns false where it was stopped while it waited. */
  synchronized boolean begin() {
    if (state != State.QUEUED) {
      return false;
    }
    to(State.RUNNING);
    return true;
  }

  synchronized void running(Process started) {
    process = started;
    if (state == State.STOPPED) {
      started.toHandle().destroy();
    }
  }

  synchronized void line(String text) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(text.length() <= LETTERS ? text : text.substring(0, LETTERS) + " ...");
  }

  /** Notes the end. */
  synchronized void ended(int exitCode) {
    code = exitCode;
    process = null;
    to(exitCode == 0 ? State.DONE : exitCode == INTERRUPTED ? State.STOPPED : State.FAILED);
  }

  /**
   * Stops it as Ctrl-C would: what is completed is kept.
   *
   * @return whether it had not begun
   */
  synchronized boolean stop() {
    if (state == State.QUEUED) {
      to(State.STOPPED);
      return true;
    }
    if (process != null) {
      process.toHandle().destroy(); // Process.destroy would close its output too.
    }
    return false;
  }

  private void to(State next) {
    state = next;
    changed = now();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Returns it as a document, with the last lines of its output. */
  synchronized Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", id);
    document.put("command", words);
    document.put("state", state.name().toLowerCase(Locale.ROOT));
    document.put("changed", changed);
    document.put("code", code);
    document.put("lines", List.copyOf(lines));
    return document;
  }
}

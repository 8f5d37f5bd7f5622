package io.headstart.tracking.mlflow;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The thread that sends. It holds no queue: each round brings every run up to what is known of it,
 * so that a server that was away costs neither memory nor figures. Rounds that fail are repeated,
 * more and more seldom.
 */
final class Sender {
  /** Between rounds, so that short epochs share requests. */
  private static final long PAUSE_MILLIS = 1_000;

  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 30_000;

  /**
   * At the end: a server that has been silent for so long is not waited for, or for this share of
   * the patience: who sends a run that is done has time for a busy machine.
   */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private static final int SILENT_SHARE = 100;

  private static final Duration GRACE = Duration.ofMillis(500);

  private final RemoteRun.Experiment experiment;
  private final List<RemoteRun> runs = new ArrayList<>();
  private final Map<RemoteRun, String> refused = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::work, "mlflow");
  private boolean closing;
  private boolean triedSinceClosing;
  private String problem = "no answer yet";

  Sender(RemoteRun.Experiment experiment) {
    this.experiment = experiment;
    thread.setDaemon(true);
  }

  /** Takes over a run; those above others come first. */
  synchronized void add(RemoteRun run) {
    runs.add(run);
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /**
   * What a server did not get.
   *
   * @param names of the runs
   * @param problem why
   */
  record Unsent(List<String> names, String problem) {}

  /**
   * Waits until everything is sent, at most for some time, and ends the thread.
   *
   * @param patience for a server that answers
   */
  Unsent close(Duration patience) {
    long start = System.nanoTime();
    synchronized (this) {
      closing = true;
      notifyAll();
      try {
        while (!settled() && !isHopeless(start, patience)) {
          wait(20);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    thread.interrupt();
    return unsent();
  }

  private synchronized boolean settled() {
    return thread.getState() == Thread.State.NEW || open().isEmpty();
  }

  private boolean isHopeless(long start, Duration patience) {
    long now = System.nanoTime();
    long waited = now - start;
    long silence = Math.max(SILENCE.toNanos(), patience.toNanos() / SILENT_SHARE);
    boolean silent = now - experiment.client().answered() > silence;
    return waited > patience.toNanos() || triedSinceClosing || (silent && waited > GRACE.toNanos());
  }

  private synchronized Unsent unsent() {
    List<String> names = new ArrayList<>(open().stream().map(RemoteRun::name).toList());
    refused.keySet().forEach(run -> names.add(run.name()));
    String why = refused.isEmpty() ? problem : refused.values().iterator().next();
    return new Unsent(names, why);
  }

  private synchronized List<RemoteRun> open() {
    return runs.stream().filter(run -> !refused.containsKey(run) && !run.isUpToDate()).toList();
  }

  private void work() {
    long pause = 0;
    try {
      while (rest(pause)) {
        pause = round() ? PAUSE_MILLIS : longer(pause);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static long longer(long pause) {
    return pause < FIRST_WAIT_MILLIS || pause == PAUSE_MILLIS
        ? FIRST_WAIT_MILLIS
        : Math.min(2 * pause, LONGEST_WAIT_MILLIS);
  }

  /** Waits between rounds; the end of the run ends every wait once. */
  private synchronized boolean rest(long millis) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    while (!closing && System.nanoTime() < until) {
      wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
    }
    runs.removeIf(RemoteRun::isDone);
    return !Thread.currentThread().isInterrupted() && !triedSinceClosing && !(closing && settled());
  }

  /** Returns whether the server has taken everything, or refused it for good. */
  private boolean round() {
    boolean last = isClosing();
    try {
      for (RemoteRun run : open()) {
        sendOrRefuse(run);
      }
      return true;
    } catch (IOException e) {
      failed(e, last);
      return false;
    } finally {
      wakeWaiting();
    }
  }

  private void sendOrRefuse(RemoteRun run) throws IOException {
    try {
      run.send(experiment);
    } catch (MlflowRefusal | RuntimeException e) {
      // A full disk for the record, too, is no reason to ask again.
      refuse(run, e instanceof MlflowRefusal ? e.getMessage() : e.toString());
    }
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private synchronized void refuse(RemoteRun run, String why) {
    refused.put(run, why);
  }

  private synchronized void failed(IOException e, boolean last) {
    String message = e.getMessage();
    if (message == null) {
      message = e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
    }
    problem = message;
    triedSinceClosing |= last;
  }

  private synchronized void wakeWaiting() {
    notifyAll();
  }
}

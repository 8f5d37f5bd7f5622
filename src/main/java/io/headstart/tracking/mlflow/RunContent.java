package io.headstart.tracking.mlflow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server is to know of a run, as far as it is known now. Filled by the thread that trains
 * and read by the one that sends: all methods are synchronized, none waits for the network.
 */
final class RunContent {
  private final String name;
  private final Map<String, String> params;
  private final Map<String, String> tags;
  private final long start = System.currentTimeMillis();
  private final List<Figures> figures = new ArrayList<>();
  private Optional<Ending> ending = Optional.empty();

  /**
   * Figures of a step.
   *
   * @param step the epoch
   * @param time when they were taken, milliseconds since 1970
   */
  record Figures(int step, long time, Map<String, Double> values) {}

  /**
   * How it ended.
   *
   * @param status of MLflow: FINISHED, FAILED or KILLED
   * @param time milliseconds since 1970
   * @param figures of the end, and of steps within epochs
   * @param files by their path among the run's artifacts
   */
  record Ending(String status, long time, List<Figures> figures, Map<String, Path> files) {}

  RunContent(String name, Map<String, String> params, Map<String, String> tags) {
    this.name = name;
    this.params = new LinkedHashMap<>(params);
    this.tags = new LinkedHashMap<>(tags);
  }

  String name() {
    return name;
  }

  long start() {
    return start;
  }

  Map<String, String> params() {
    return params;
  }

  synchronized Map<String, String> tags() {
    return new LinkedHashMap<>(tags);
  }

  synchronized void add(Figures more) {
    figures.add(more);
  }

  /** Returns figures of steps behind one, in order. */
  synchronized List<Figures> after(int step) {
    int first = figures.size();
    while (first > 0 && figures.get(first - 1).step() > step) {
      first--;
    }
    return List.copyOf(figures.subList(first, figures.size()));
  }

  /** Returns the last step that has figures; 0 when none has. */
  synchronized int last() {
    return figures.isEmpty() ? 0 : figures.get(figures.size() - 1).step();
  }

  /** Says how it ended; the first word counts. */
  synchronized void end(Ending how) {
    if (ending.isEmpty()) {
      ending = Optional.of(how);
    }
  }

  synchronized Optional<Ending> ending() {
    return ending;
  }
}

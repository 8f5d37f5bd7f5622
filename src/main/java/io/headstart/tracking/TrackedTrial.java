package io.headstart.tracking;

import java.util.Map;

/**
 * A trial of a search that is done.
 *
 * @param name unique in its search, such as {@code trial-7}
 * @param settings that it tried, as YAML text by their key paths
 * @param figures that it came to, by name, such as {@code validation/accuracy}
 * @param epochs after which the weights are that were evaluated
 */
public record TrackedTrial(
    String name, Map<String, String> settings, Map<String, Double> figures, int epochs) {
  /** Copies the maps. */
  public TrackedTrial {
    settings = Map.copyOf(settings);
    figures = Map.copyOf(figures);
  }
}

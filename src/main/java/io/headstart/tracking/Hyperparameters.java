package io.headstart.tracking;

import io.headstart.config.Settings;
import io.headstart.config.SettingsWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of a run that decide its result, as trackers list them. */
public final class Hyperparameters {
  /** Say where things are, or belong to another command. */
  private static final List<String> OTHERS =
      List.of(
          "device",
          "data.path",
          "features.weights",
          "features.batch-size",
          "checkpoint.",
          "track.",
          "gradcheck.",
          "search.",
          "lr-range.");

  private Hyperparameters() {}

  /** Returns values as YAML text by their key paths, without those that are null or empty. */
  public static Map<String, String> of(Settings settings) {
    Map<String, String> values = new LinkedHashMap<>(SettingsWriter.flatten(settings));
    values.keySet().removeIf(key -> OTHERS.stream().anyMatch(key::startsWith));
    values.values().removeIf(value -> value.equals("null") || value.equals("[]"));
    return values;
  }
}

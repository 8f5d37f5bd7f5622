package io.headstart.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the keys in which settings differ. */
public final class SettingsDiff {
  /** Stands for a key whose section is null, or of a section that is not. */
  public static final String ABSENT = "-";

  private SettingsDiff() {}

  /**
   * Returns the key paths whose values are not the same in all settings.
   *
   * @return for each path, in alphabetical order, one YAML value for each of the settings, in their
   *     order; {@link #ABSENT} where the key's section is null there
   */
  public static Map<String, List<String>> between(List<Settings> settings) {
    List<Map<String, String>> flat = settings.stream().map(SettingsWriter::flatten).toList();
    Map<String, List<String>> differences = new TreeMap<>();
    for (Map<String, String> one : flat) {
      for (String path : one.keySet()) {
        List<String> values = flat.stream().map(other -> other.getOrDefault(path, ABSENT)).toList();
        if (new HashSet<>(values).size() > 1) {
          differences.put(path, values);
        }
      }
    }
    return differences;
  }

  /**
   * Returns differences between two settings for a message: a line each, the second's value instead
   * of the first's.
   */
  public static String lines(Map<String, List<String>> differences) {
    StringBuilder text = new StringBuilder();
    differences.forEach(
        (key, values) ->
            text.append("\n    %s: %s instead of %s".formatted(key, values.get(1), values.get(0))));
    return text.toString();
  }
}

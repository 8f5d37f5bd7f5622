package io.headstart.report;

import io.headstart.run.RunFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A configuration as a flat table: {@code train.learning-rate} to {@code 0.01}. */
public final class SettingPaths {
  private SettingPaths() {}

  /**
   * Flattens a YAML text; lists of plain values stay one value.
   *
   * @param file where it came from, for failures
   */
  public static Map<String, String> of(Path file, String yaml) {
    Object root;
    try {
      root = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw RunFile.damaged(file, "text that is not YAML: " + e.getMessage(), "one YAML map");
    }
    Map<String, String> paths = new TreeMap<>();
    if (root instanceof Map<?, ?> map) {
      flatten("", map, paths);
    } else if (root != null) {
      throw RunFile.damaged(file, "a YAML document that is no map", "one YAML map");
    }
    return paths;
  }

  private static void flatten(String path, Object value, Map<String, String> paths) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach(
          (key, child) -> flatten(path.isEmpty() ? "" + key : path + "." + key, child, paths));
    } else if (value instanceof List<?> list && list.stream().anyMatch(SettingPaths::nested)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(path + "." + i, list.get(i), paths);
      }
    } else {
      paths.put(path, String.valueOf(value));
    }
  }

  private static boolean nested(Object value) {
    return value instanceof Map || value instanceof List;
  }
}

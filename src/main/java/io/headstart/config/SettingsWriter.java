package io.headstart.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes settings as YAML and as plain values. */
public final class SettingsWriter {
  private SettingsWriter() {}

  /**
   * Returns every key with its value. {@link SettingsReader} makes equal settings of it, to the
   * last bit of every number. Where features are kept by default is not said: it decides no result.
   */
  public static String yaml(Settings settings) {
    StringBuilder yaml = new StringBuilder();
    Map<String, Object> tree = tree(settings);
    if (settings.store().path().isEmpty()) {
      tree.remove("store");
    }
    append(yaml, "", tree);
    return yaml.toString();
  }

  /**
   * Returns the settings as maps in the order of the keys, lists, numbers, booleans, text and null,
   * named and spelled as in YAML.
   */
  public static Map<String, Object> tree(Settings settings) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Key key : Key.of(Settings.class)) {
      tree.put(key.name(), key.plain(settings));
    }
    return tree;
  }

  /**
   * Returns every value as YAML text by its key path, e.g. {@code train.learning-rate} to {@code
   * 0.01}, in the order of the keys. Lists are one value.
   */
  public static Map<String, String> flatten(Settings settings) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", tree(settings), flat);
    return flat;
  }

  private static void flatten(String prefix, Map<?, ?> map, Map<String, String> flat) {
    map.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flatten(prefix + key + ".", inner, flat);
          } else {
            flat.put(prefix + key, flow(value));
          }
        });
  }

  private static void append(StringBuilder yaml, String indent, Map<?, ?> map) {
    map.forEach(
        (key, value) -> {
          yaml.append(indent).append(quoted((String) key)).append(':');
          if (value instanceof Map<?, ?> inner) {
            yaml.append('\n');
            append(yaml, indent + "  ", inner);
          } else {
            yaml.append(' ').append(flow(value)).append('\n');
          }
        });
  }

  /** Returns a plain value in YAML's flow style, on one line. */
  static String flow(Object plain) {
    if (plain == null) {
      return "null";
    } else if (plain instanceof Double number) {
      return Shape.number(number);
    } else if (plain instanceof String text) {
      return quoted(text);
    } else if (plain instanceof List<?> list) {
      return "[" + String.join(", ", list.stream().map(SettingsWriter::flow).toList()) + "]";
    } else if (plain instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      map.forEach((key, value) -> entries.add(quoted((String) key) + ": " + flow(value)));
      return "{" + String.join(", ", entries) + "}";
    }
    return plain.toString();
  }

  /**
   * Returns a text as a list of the settings takes it, with quotes where it needs them: in a list
   * more text needs them than outside.
   */
  public static String quoted(String text) {
    DumpSettings settings =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.FLOW)
            .setSplitLines(false)
            .build();
    String list = new Dump(settings).dumpToString(List.of(text)).strip();
    return list.substring(1, list.length() - 1);
  }
}

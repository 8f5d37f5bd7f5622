package io.headstart.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code config/reference.yaml}: every key with its documentation, what it accepts and its
 * default. The file is itself a configuration that gives the defaults.
 */
public final class SettingsReference {
  private static final int WIDTH = 100;
  private static final String HEAD =
      "Every key of the configuration with its default. A file needs only the keys that differ"
          + " from it; an empty one trains with what stands here. Any key can also be set on the"
          + " command line: --set train.epochs=50.";

  private final StringBuilder out = new StringBuilder();
  private final Map<Class<?>, String> documented = new HashMap<>();

  private SettingsReference() {}

  /** Returns the text of {@code config/reference.yaml}. */
  public static String reference() {
    SettingsReference reference = new SettingsReference();
    reference.comment("# ", HEAD);
    for (Key key : Key.of(Settings.class)) {
      reference.out.append('\n');
      reference.key("", "", key);
    }
    return reference.out.toString();
  }

  private void key(String indent, String path, Key key) {
    String inner = path + key.name();
    if (key.shape() instanceof Shape.Alternatives choice && key.plainDefault() != null) {
      if (!choice.inline()) {
        comment(indent + "# ", key.text());
        out.append(indent).append(key.name()).append(":\n");
      }
      alternatives(choice.inline() ? indent : indent + "  ", key.defaultValue(), choice);
      return;
    }
    comment(indent + "# ", key.text());
    if (key.shape() instanceof Shape.Section section && key.plainDefault() != null) {
      out.append(indent).append(key.name()).append(":\n");
      for (Key below : Key.of(section.type())) {
        key(indent + "  ", inner + ".", below);
      }
    } else {
      comment(indent + "# ", "Accepts " + key.accepted() + ".");
      inside(indent, inner, key.shape());
      line(indent, key, key.plainDefault());
    }
  }

  /** The chosen alternative as keys with values, what the others have beside it in comments. */
  private void alternatives(String indent, Object chosen, Shape.Alternatives choice) {
    Shape.Alternatives.Option option = choice.optionOf(chosen);
    Key naming = choice.naming();
    comment(indent + "# ", naming.text());
    comment(indent + "# ", "Accepts " + naming.accepted() + ".");
    line(indent, naming, option.name());
    List<Key> own = Key.of(option.type());
    for (Key key : own) {
      comment(indent + "# ", key.text());
      comment(indent + "# ", "Accepts " + key.accepted() + ".");
      line(indent, key, key.plainDefault());
    }
    others(indent, choice, own.stream().map(Key::name).toList());
  }

  /** In comments, the keys of alternatives: those that differ in words or default apart. */
  private void others(String indent, Shape.Alternatives choice, List<String> known) {
    Map<String, List<String>> owners = new LinkedHashMap<>();
    Map<String, Key> keys = new LinkedHashMap<>();
    List<String> names = choice.names();
    for (String name : names.subList(1, names.size())) {
      for (Shape.Alternatives.Option option : choice.having(name)) {
        Key key =
            Key.of(option.type()).stream().filter(k -> k.name().equals(name)).findFirst().get();
        String same = name + key.text() + key.accepted() + value(key);
        keys.put(same, key);
        owners.computeIfAbsent(same, ignored -> new ArrayList<>()).add(option.name());
      }
    }
    keys.forEach(
        (same, key) -> {
          boolean all = owners.get(same).size() == choice.options().size();
          if (!known.contains(key.name())) {
            commented(
                indent, key, (all ? "" : String.join(", ", owners.get(same)) + ": ") + key.text());
          }
        });
  }

  private void commented(String indent, Key key, String text) {
    out.append(indent).append("#   ").append(key.name()).append(": ").append(value(key));
    out.append('\n');
    comment(indent + "#     ", text);
    comment(indent + "#     ", "Accepts " + key.accepted() + ".");
  }

  private static String value(Key key) {
    return key.required() ? "(required)" : SettingsWriter.flow(key.plainDefault());
  }

  private void line(String indent, Key key, Object value) {
    out.append(indent).append(key.name()).append(": ").append(SettingsWriter.flow(value));
    out.append('\n');
  }

  /** Documents, in comments, the keys of maps that the default has none of; each type once. */
  private void inside(String indent, String path, Shape shape) {
    if (shape instanceof Shape.Items items) {
      inside(indent, path, items.element());
    } else if (shape instanceof Shape.Section section && isNew(section.type(), indent, path)) {
      Key.of(section.type()).forEach(key -> commented(indent, key, key.text()));
    } else if (shape instanceof Shape.Alternatives choice && isNew(choice.type(), indent, path)) {
      commented(indent, choice.naming(), choice.naming().text());
      others(indent, choice, List.of());
    }
  }

  private boolean isNew(Class<?> type, String indent, String path) {
    String earlier = documented.putIfAbsent(type, path);
    if (earlier != null) {
      comment(indent + "# ", "The keys are those of " + earlier + ".");
    }
    return earlier == null;
  }

  /** Appends text as comment lines that end before column 100. */
  private void comment(String prefix, String text) {
    StringBuilder line = new StringBuilder(prefix);
    for (String word : List.of(text.split(" "))) {
      if (line.length() > prefix.length()) {
        if (line.length() + 1 + word.length() > WIDTH) {
          out.append(line).append('\n');
          line = new StringBuilder(prefix);
        } else {
          line.append(' ');
        }
      }
      line.append(word);
    }
    out.append(line).append('\n');
  }
}

package io.headstart.config;

import java.util.HashMap;
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
    comment(indent + "# ", key.setting().value());
    if (key.shape() instanceof Shape.Section section && key.plainDefault() != null) {
      out.append(indent).append(key.name()).append(":\n");
      for (Key below : Key.of(section.type())) {
        key(indent + "  ", inner + ".", below);
      }
    } else {
      comment(indent + "# ", "Accepts " + key.accepted() + ".");
      inside(indent, inner, key.shape());
      String value = SettingsWriter.flow(key.plainDefault());
      out.append(indent).append(key.name()).append(": ").append(value).append('\n');
    }
  }

  /** Documents, in comments, the keys of maps that the default has none of; each record once. */
  private void inside(String indent, String path, Shape shape) {
    if (shape instanceof Shape.Items items) {
      inside(indent, path, items.element());
    } else if (shape instanceof Shape.Section section) {
      String earlier = documented.putIfAbsent(section.type(), path);
      if (earlier != null) {
        comment(indent + "# ", "The keys are those of " + earlier + ".");
        return;
      }
      for (Key key : Key.of(section.type())) {
        String value = key.required() ? "(required)" : SettingsWriter.flow(key.plainDefault());
        out.append(indent).append("#   ").append(key.name()).append(": ");
        out.append(value).append('\n');
        comment(indent + "#     ", key.setting().value());
        comment(indent + "#     ", "Accepts " + key.accepted() + ".");
      }
    }
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

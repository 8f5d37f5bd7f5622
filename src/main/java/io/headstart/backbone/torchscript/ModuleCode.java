package io.headstart.backbone.torchscript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes of a TorchScript archive as text: attributes with their classes, methods with their
 * statements cut into words. Only what tracing writes is understood: statements one after the
 * other, without branches or loops.
 */
final class ModuleCode {
  /** A class's attributes that are modules, with their classes, and its methods. */
  record ClassCode(Map<String, String> attributes, Map<String, Method> methods) {}

  /**
   * A method.
   *
   * @param parameters names, {@code self} first
   * @param statements each a list of words
   * @param straight whether it is nothing but statements one after the other
   */
  record Method(List<String> parameters, List<List<String>> statements, boolean straight) {}

  private static final Pattern WORD =
      Pattern.compile(
          "\\s+|#.*|[A-Za-z_][A-Za-z_0-9]*|\\d+(?:\\.\\d*)?(?:[eE][-+]?\\d+)?|\"[^\"\\\\]*\"|->|.");

  private static final Pattern ATTRIBUTE = Pattern.compile("  (\\w+) : (__torch__[\\w.]*)");
  private static final Pattern NUMBERED =
      Pattern.compile("  __annotations__\\[\"(\\w+)\"\\] = (__torch__[\\w.]*)");
  private static final Pattern CLASS = Pattern.compile("class (\\w+)\\(.*");
  private static final Pattern METHOD = Pattern.compile("  def (\\w+)\\(.*");

  private final Map<String, ClassCode> classes = new HashMap<>();

  /**
   * Reads classes.
   *
   * @param modules text by module, as {@link TorchArchive#code()} gives it
   */
  static ModuleCode read(Map<String, String> modules) {
    ModuleCode code = new ModuleCode();
    modules.forEach(code::add);
    return code;
  }

  /** Returns a class by its whole name, such as {@code __torch__.Net}; null when there is none. */
  ClassCode find(String name) {
    return classes.get(name);
  }

  private void add(String module, String text) {
    ClassCode current = null;
    List<String> lines = joined(text);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher found = CLASS.matcher(line);
      if (found.matches()) {
        current = new ClassCode(new HashMap<>(), new HashMap<>());
        classes.put(module + "." + found.group(1), current);
      } else if (current != null) {
        for (Pattern attribute : List.of(ATTRIBUTE, NUMBERED)) {
          Matcher named = attribute.matcher(line);
          if (named.matches()) {
            current.attributes().put(named.group(1), named.group(2));
          }
        }
        Matcher method = METHOD.matcher(line);
        if (method.matches()) {
          current.methods().put(method.group(1), method(line, lines, i + 1));
        }
      }
    }
  }

  private static Method method(String head, List<String> lines, int from) {
    List<List<String>> statements = new ArrayList<>();
    boolean straight = true;
    for (int i = from; i < lines.size() && indent(lines.get(i)) > 2; i++) {
      straight &= indent(lines.get(i)) == 4;
      statements.add(words(lines.get(i)));
    }
    List<String> parameters = new ArrayList<>();
    List<String> words = words(head);
    for (int i = 2; i + 1 < words.size(); i++) {
      boolean starts = words.get(i).equals("(") || words.get(i).equals(",");
      if (starts && i + 2 < words.size() && words.get(i + 2).equals(":")) {
        parameters.add(words.get(i + 1));
      }
    }
    return new Method(parameters, statements, straight);
  }

  /** Returns the lines that are not empty, those within brackets joined to one. */
  private static List<String> joined(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int open = 0;
    for (String part : text.lines().toList()) {
      line.append(part);
      for (int i = 0; i < part.length(); i++) {
        char c = part.charAt(i);
        open += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      }
      if (open <= 0) {
        open = 0;
        if (!line.toString().isBlank()) {
          lines.add(line.toString());
        }
        line.setLength(0);
      }
    }
    return lines;
  }

  private static int indent(String line) {
    int count = 0;
    while (count < line.length() && line.charAt(count) == ' ') {
      count++;
    }
    return count;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      if (!word.group().isBlank() && !word.group().startsWith("#")) {
        words.add(word.group());
      }
    }
    return words;
  }
}

package io.headstart.export.onnx;

import io.headstart.export.onnx.Syntax.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program's text as lines of words. Comments and empty lines are gone, and what stands in
 * brackets is one line however it was broken.
 */
final class Lines {
  private static final Pattern WORD =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+\\.\\d*(?:[eE][-+]?\\d+)?|\\.\\d+|\\d+(?:[eE][-+]?\\d+)?)"
              + "|(?<name>[A-Za-z_]\\w*)|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<sign>->|//|\\*\\*|<=|>=|==|!=|[-+*/%<>=()\\[\\]{},.:])|(?<comment>#.*))");

  private Lines() {}

  /**
   * One line.
   *
   * @param indent blanks before it
   */
  record Line(int indent, List<String> words) {}

  static List<Line> of(String text) {
    List<Line> lines = new ArrayList<>();
    List<String> words = new ArrayList<>();
    int indent = 0;
    int open = 0;
    for (String line : text.lines().toList()) {
      if (words.isEmpty()) {
        indent = line.length() - line.stripLeading().length();
      }
      for (String word : words(line)) {
        words.add(word);
        open += "([{".contains(word) ? 1 : ")]}".contains(word) ? -1 : 0;
      }
      if (open == 0 && !words.isEmpty()) {
        lines.add(new Line(indent, List.copyOf(words)));
        words.clear();
      }
    }
    return lines;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    int at = 0;
    while (at < line.length() && !line.substring(at).isBlank()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new Unread("characters that are no word: %s".formatted(line.substring(at)));
      }
      if (matcher.group("comment") != null) {
        break;
      }
      words.add(matcher.group().strip());
      at = matcher.end();
    }
    return words;
  }
}

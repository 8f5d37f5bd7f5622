package io.headstart.io;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Numbers by name in a small file of a cache: what was measured or computed once and would be
 * again. The file carries its checksum; one that is missing or damaged holds nothing, and where a
 * folder cannot be written nothing is kept.
 *
 * <pre>{@code
 * 5f4d12a0
 * bfloat16 107.2
 * float32 54.1
 * }</pre>
 */
public final class KeptNumbers {
  private static final int LONGEST = 4 << 20;

  private KeptNumbers() {}

  /**
   * Returns the file for numbers that follow from some facts, in the home's folder for what was
   * measured.
   *
   * @param kind what the numbers are
   * @param facts all that decides them
   */
  public static Path place(Path home, String kind, List<String> facts) {
    return home.resolve("measured").resolve(kind + "-" + Sha256.of(String.join("\n", facts)));
  }

  /** Returns the numbers of a file; none when there is no such file, or it is damaged. */
  public static Map<String, float[]> read(Path file) {
    try {
      String text = SmallFile.text(file, LONGEST);
      int end = text.indexOf('\n');
      if (end < 0 || !text.substring(0, end).equals(sum(text.substring(end + 1)))) {
        return Map.of();
      }
      Map<String, float[]> numbers = new LinkedHashMap<>();
      for (String line : text.substring(end + 1).lines().toList()) {
        String[] words = line.split(" ", -1);
        float[] values = new float[words.length - 1];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.parseFloat(words[i + 1]);
        }
        numbers.put(words[0], values);
      }
      return numbers;
    } catch (IOException | NumberFormatException e) {
      return Map.of();
    }
  }

  /**
   * Keeps numbers, where that is possible.
   *
   * @param numbers by names without a space
   */
  public static void write(Path file, SortedMap<String, float[]> numbers) {
    StringBuilder body = new StringBuilder();
    numbers.forEach(
        (name, values) -> {
          body.append(name);
          for (float value : values) {
            body.append(' ').append(value);
          }
          body.append('\n');
        });
    try {
      AbandonedFiles.sweep(file.getParent());
      AtomicFiles.write(file, sum(body.toString()) + "\n" + body);
    } catch (Failure e) {
      return; // It is made again the next time.
    }
  }

  private static String sum(String body) {
    return LineChecksum.of(body.getBytes(StandardCharsets.UTF_8));
  }
}

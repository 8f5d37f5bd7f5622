package io.headstart.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This machine's processor, by name: what was measured on one says nothing about another. */
public final class Processor {
  private static final Path FACTS = Path.of("/proc/cpuinfo");

  /** Instructions that decide how fast small numbers are multiplied. */
  private static final List<String> FLAGS =
      List.of("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_bf16", "amx_int8");

  private Processor() {}

  /**
   * Returns its name with family and model, such as {@code AMD EPYC (family 26, model 17)}, as
   * Linux tells them; elsewhere the name of the architecture.
   */
  public static String name() {
    return fact("model name")
        .map(
            name ->
                "%s (family %s, model %s)"
                    .formatted(name, fact("cpu family").orElse("?"), fact("model").orElse("?")))
        .orElse(System.getProperty("os.arch"));
  }

  /** Returns which of the instructions it has that matter here, as Linux calls them. */
  public static List<String> flags() {
    List<String> all = List.of(fact("flags").orElse("").split(" "));
    return FLAGS.stream().filter(all::contains).collect(Collectors.toList());
  }

  private static Optional<String> fact(String name) {
    try (Stream<String> lines = Files.lines(FACTS)) {
      return lines
          .map(line -> line.split("\\s*:\\s*", 2))
          .filter(pair -> pair.length == 2 && pair[0].equals(name))
          .map(pair -> pair[1].strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

package io.headstart.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer calls for each input; {@code benchmarks/fuzz} starts it. */
public final class Fuzz {
  private static final FuzzTarget TARGET = FuzzTarget.labelled(System.getProperty("fuzz.target"));
  private static final Path FILE = file();

  private Fuzz() {}

  private static Path file() {
    try {
      return Files.createTempDirectory("fuzz").resolve("input");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads the classes and rewrites them for Jazzer, which takes longer than any input may. */
  public static void fuzzerInitialize() throws IOException {
    for (byte[] seed : FuzzSeeds.of(TARGET, FILE)) {
      TARGET.feed(seed, FILE);
    }
  }

  /** Parses one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    TARGET.feed(bytes, FILE);
  }
}

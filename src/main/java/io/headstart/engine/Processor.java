package io.headstart.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine's processor can do, as far as a choice depends on it. */
public final class Processor {
  private Processor() {}

  /**
   * Returns whether bfloat16 is faster than float32 here: AMX or AVX-512 BF16 instructions, as
   * Linux lists them. Elsewhere unknown, hence false.
   */
  public static boolean hasFastBfloat16() {
    try {
      String flags = Files.readString(Path.of("/proc/cpuinfo"));
      return flags.contains(" amx_bf16") || flags.contains(" avx512_bf16");
    } catch (IOException e) {
      return false;
    }
  }
}

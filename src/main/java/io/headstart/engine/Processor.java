package io.headstart.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine's processor can do, as far as a choice depends on it. */
public final class Processor {
  private static final InheritableThreadLocal<Integer> SHARE = new InheritableThreadLocal<>();

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

  /** Returns how many threads the work may use: all that this process is given, or its share. */
  public static int threads() {
    int all = Runtime.getRuntime().availableProcessors();
    Integer share = SHARE.get();
    return share == null ? all : Math.min(all, share);
  }

  /** Limits the calling thread, and the threads it starts, to a share of the processor. */
  public static void share(int threads) {
    SHARE.set(threads);
  }
}

package io.headstart.cli;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/** The end of the process, whatever its threads are doing. */
final class ImmediateExit {
  private ImmediateExit() {}

  /**
   * Ends the process. {@code Runtime.halt} would call C's exit, which destroys what libtorch keeps
   * while other threads compute with it: the JVM crashes instead of ending.
   *
   * @param code the exit code
   */
  static void now(int code) {
    try {
      Function.getFunction(Platform.C_LIBRARY_NAME, "_exit").invoke(new Object[] {code});
    } catch (LinkageError | RuntimeException e) {
      // Where JNA does not load, the end may be ugly; it is still one.
      Runtime.getRuntime().halt(code);
    }
  }
}

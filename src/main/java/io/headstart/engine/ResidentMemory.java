package io.headstart.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory that this process has in use, that of native code included. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

  private ResidentMemory() {}

  /** Returns it in bytes; 0 on systems that do not say (only Linux does). */
  public static long bytes() {
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(STATUS));
      return resident.find() ? 1024 * Long.parseLong(resident.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}

package io.headstart.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the process's streams lead to. */
final class Terminal {
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /**
   * Returns whether a stream leads to a terminal. Java cannot ask about one stream alone; Linux
   * shows where it leads. Elsewhere: no.
   *
   * @param descriptor 1 for standard output, 2 for standard error
   */
  static boolean isAt(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Returns how many columns it has at this moment, from 40 to 200. */
  static int width() {
    int columns = USUAL_WIDTH;
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      if (stty.waitFor(1, TimeUnit.SECONDS)) {
        String[] size =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ", -1);
        columns = size.length == 2 ? Integer.parseInt(size[1]) : USUAL_WIDTH;
      }
    } catch (IOException | NumberFormatException e) {
      columns = USUAL_WIDTH;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Math.max(40, Math.min(columns, 200));
  }
}

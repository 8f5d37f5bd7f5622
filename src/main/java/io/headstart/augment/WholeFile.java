package io.headstart.augment;

import io.headstart.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a file so that it appears whole or not at all. */
final class WholeFile {
  private WholeFile() {}

  /** What to write. */
  @FunctionalInterface
  interface Content {
    /** Writes, and may close the stream; false when what was written shall not be kept. */
    boolean writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes beside the target under a temporary name, then renames; makes missing folders.
   *
   * @return false when the content was not to be kept; an earlier file then stays
   * @throws Failure (run) when the file cannot be written; nothing is left behind
   */
  static boolean write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    Path partial = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      Files.createDirectories(target.getParent());
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16)) {
        if (!content.writeTo(out)) {
          return false;
        }
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      throw Failure.run("cannot write %s", file)
          .received("%s", e)
          .accepted("a path in a folder that can be written, with room on its disk")
          .next("check the folder, its rights and the room left, or give another path")
          .cause(e)
          .build();
    } finally {
      deleteQuietly(partial);
    }
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // The failure that matters is already on its way; a stray partial file harms nothing.
      return;
    }
  }
}

package io.headstart.io;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes, forces and deletes folders. A new name survives a power failure only when the folder it
 * stands in was forced to the disk, be it the name of a file or of another folder.
 */
public final class Folders {
  /** Windows opens no folder, and its file systems keep a new name by themselves. */
  private static final boolean FORCEABLE = File.separatorChar == '/';

  private Folders() {}

  /**
   * Makes the folder and those above it; a link to a folder is as good as one.
   *
   * @return those that were missing, from above to below
   */
  public static List<Path> create(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path above = folder.toAbsolutePath();
    while (above != null && !Files.isDirectory(above)) {
      missing.push(above);
      above = above.getParent();
    }
    if (!missing.isEmpty()) {
      Files.createDirectories(folder);
    }
    for (Path made : missing) {
      force(made.getParent());
    }
    return List.copyOf(missing);
  }

  /** Deletes folders that {@link #create} made, as far as they are still empty. */
  public static void deleteEmpty(List<Path> made) throws IOException {
    try {
      for (int i = made.size() - 1; i >= 0; i--) {
        Files.deleteIfExists(made.get(i));
      }
    } catch (DirectoryNotEmptyException e) {
      return; // Somebody uses it.
    }
  }

  /**
   * Makes a folder of which nobody else made one.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the name is taken
   */
  public static Path createNew(Path folder) throws IOException {
    Path made = Files.createDirectory(folder);
    force(made.toAbsolutePath().getParent());
    return made;
  }

  /** Forces the names in a folder to the disk. */
  public static void force(Path folder) throws IOException {
    if (FORCEABLE) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Deletes a folder with all that is in it, if it is there; links are not followed. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

package io.headstart.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Opens files that grow over several runs, where what is there counts. Their bytes are as whole as
 * their writer makes them: each such file carries checksums that say how far it can be believed.
 */
public final class GrowingFile {
  private GrowingFile() {}

  /** Opens a file to be read and written at any position; makes it when it is missing. */
  public static FileChannel open(Path file) throws IOException {
    boolean isNew = !Files.exists(file);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return named(file, channel, isNew);
  }

  /** Opens a file to be written at its end; makes it when it is missing. */
  public static FileChannel append(Path file) throws IOException {
    boolean isNew = !Files.exists(file);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    return named(file, channel, isNew);
  }

  /** What is forced into a file whose name is lost would be lost with it. */
  private static FileChannel named(Path file, FileChannel channel, boolean isNew)
      throws IOException {
    try {
      if (isNew) {
        Folders.force(file.toAbsolutePath().getParent());
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}

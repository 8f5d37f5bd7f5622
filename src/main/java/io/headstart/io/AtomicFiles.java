package io.headstart.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes files whole or not at all: a temporary file in the same folder, forced to the disk, then
 * renamed. A reader sees the old file or the new one, also after a crash. Folders on the way are
 * made. Every method throws {@link io.headstart.Failure} when the disk refuses.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes the content of a file from its start. */
  @FunctionalInterface
  public interface Content {
    /** Writes all bytes; the channel is forced and closed by the caller. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Writes text as UTF-8. */
  public static void write(Path path, String text) {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes. */
  public static void write(Path path, byte[] bytes) {
    write(
        path,
        channel -> {
          ByteBuffer rest = ByteBuffer.wrap(bytes);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  /** Writes what the content gives. */
  public static void write(Path path, Content content) {
    try (PendingFile file = PendingFile.of(path)) {
      content.writeTo(file.channel());
      file.commit();
    } catch (IOException e) {
      throw DiskFailure.writing(path, e);
    }
  }

  /** Renames within a folder, replacing what is there, and forces the folder to the disk. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    Folders.force(to.toAbsolutePath().getParent());
  }

  /**
   * Gives a file a second name in another folder, replacing what has it: a symbolic link, or, where
   * there are none, its new place.
   */
  public static void link(Path name, Path file) throws IOException {
    Folders.create(name.toAbsolutePath().getParent());
    Files.deleteIfExists(name);
    try {
      Files.createSymbolicLink(name, name.getParent().relativize(file));
      Folders.force(name.toAbsolutePath().getParent());
    } catch (FileSystemException | UnsupportedOperationException e) {
      rename(file, name);
    }
  }
}

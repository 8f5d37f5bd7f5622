package io.headstart.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a part of a file, wherever it lies. */
public final class FilePart {
  private FilePart() {}

  /**
   * Returns bytes of a file.
   *
   * @throws EOFException when it ends before
   */
  public static ByteBuffer read(Path file, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, from + bytes.position()) < 0) {
          throw new EOFException(file + " ends before byte " + (from + length));
        }
      }
    }
    return bytes.flip();
  }
}

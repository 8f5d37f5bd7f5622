package io.headstart.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files that are small by their nature, read with a limit: memory is not for the taking. */
public final class SmallFile {
  private SmallFile() {}

  /**
   * Returns a file's text in UTF-8.
   *
   * @param most bytes that it may have; of a file without an end no more are read
   * @throws java.nio.charset.CharacterCodingException when it is no UTF-8
   * @throws IOException when it is longer, or cannot be read
   */
  public static String text(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new IOException(String.format("more than %,d bytes", most));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }
}

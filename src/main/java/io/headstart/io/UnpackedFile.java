package io.headstart.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file of the jar, unpacked for the short time in which something that only takes files opens it.
 *
 * @param path where it lies, readable by its owner alone
 */
public record UnpackedFile(Path path) implements AutoCloseable {
  /**
   * Unpacks content.
   *
   * @param folder where to, made when it is not there
   */
  public static UnpackedFile of(InputStream content, Path folder) throws IOException {
    Files.createDirectories(folder);
    UnpackedFile file = new UnpackedFile(Files.createTempFile(folder, "headstart-", ".tmp"));
    try {
      Files.copy(content, file.path(), StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Removes it; on Linux, what has opened it keeps it. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}

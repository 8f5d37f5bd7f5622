package io.headstart.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/**
 * Files by their paths: those of a folder here or elsewhere, or of an archive that is read in
 * place. Paths are relative to the tree, with '/'; that of a folder is empty or ends in '/'.
 * Reading is safe from several threads.
 */
public interface FileTree {
  /** Returns a file or a folder as messages name it. */
  String place(String path);

  /** Returns the names of the folders directly in a folder, sorted; no hidden ones. */
  List<String> folders(String folder) throws IOException;

  /**
   * Returns the names of all else directly in a folder, sorted; no hidden ones. Some may be no
   * files that can be read, see {@link #isFile}.
   */
  List<String> files(String folder) throws IOException;

  /** Returns whether there is a file of that path. */
  boolean isFile(String path);

  /** Returns what tells a folder from all others, by whatever path it is reached. */
  String identity(String folder) throws IOException;

  /** Returns whether a folder is a link to another or to one that holds it. */
  default boolean linksAbove(String folder, String other) throws IOException {
    return false;
  }

  /** Opens a file. */
  InputStream open(String path) throws IOException;

  /** Returns how many files at a time are read fastest: more than one where each is a request. */
  default int readers() {
    return 1;
  }

  /** Decodes an image for a square. */
  default DecodedImage image(String path, Square square) throws IOException {
    try (InputStream in = open(path)) {
      return DecodedImage.read(in, square);
    }
  }

  /** Returns the CRC-32 that a file should have; empty where nothing says it. */
  default OptionalLong crc(String path) throws IOException {
    return OptionalLong.empty();
  }

  /** Returns what has changed if the file of that path has. */
  FileState state(String path) throws IOException;
}

package io.headstart.data;

import io.headstart.config.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where images are said to lie: a folder, or a file with a list or an archive of them.
 *
 * @param name as it was named
 * @param tree the folder, or the one in which the file lies
 * @param file its path in the tree; empty for a folder
 * @param local the same on this machine; empty where it is elsewhere
 */
public record FilePlace(String name, FileTree tree, String file, Optional<Path> local) {
  /**
   * Finds a place; empty where nothing is.
   *
   * @param elsewhere knows the places that are not on this machine
   */
  static Optional<FilePlace> find(String name, RemoteFiles elsewhere) {
    Optional<Path> here = Address.local(name);
    return here.isEmpty()
        ? elsewhere.find(Address.of(name).orElseThrow())
        : here.flatMap(path -> find(name, path));
  }

  private static Optional<FilePlace> find(String name, Path path) {
    if (Files.isDirectory(path)) {
      return Optional.of(new FilePlace(name, new FolderTree(path), "", Optional.of(path)));
    } else if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    Path file = path.toAbsolutePath();
    FileTree beside = new FolderTree(file.getParent());
    return Optional.of(
        new FilePlace(name, beside, file.getFileName().toString(), Optional.of(path)));
  }

  boolean isFolder() {
    return file.isEmpty();
  }
}

package io.headstart.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The files of a folder on disk. Symbolic links are followed. */
record FolderTree(Path root) implements FileTree {
  @Override
  public String place(String path) {
    return root.resolve(path).toString();
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return entries(folder, true);
  }

  @Override
  public List<String> files(String folder) throws IOException {
    return entries(folder, false);
  }

  private List<String> entries(String folder, boolean folders) throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve(folder))) {
      String[] names =
          entries
              .filter(entry -> Files.isDirectory(entry) == folders)
              .map(entry -> entry.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .toArray(String[]::new);
      Arrays.sort(names);
      return List.of(names);
    }
  }

  @Override
  public boolean isFile(String path) {
    try {
      return Files.isRegularFile(root.resolve(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public String identity(String folder) throws IOException {
    return root.resolve(folder).toRealPath().toString();
  }

  @Override
  public boolean linksAbove(String folder, String other) throws IOException {
    Path link = root.resolve(folder);
    return Files.isSymbolicLink(link)
        && root.resolve(other).toRealPath().startsWith(link.toRealPath());
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(root.resolve(path));
  }

  @Override
  public DecodedImage image(String path, Square square) throws IOException {
    return DecodedImage.read(root.resolve(path), square);
  }

  @Override
  public FileState state(String path) throws IOException {
    return FileState.of(root.resolve(path));
  }
}

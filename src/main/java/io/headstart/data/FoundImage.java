package io.headstart.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An image file to classify.
 *
 * @param name as it was found: a path or an address
 * @param tree where it lies
 * @param path in the tree
 */
public record FoundImage(String name, FileTree tree, String path) {
  /** One on this machine. */
  public static FoundImage of(Path file) {
    return new FoundImage(file.toString(), new FolderTree(Path.of("")), file.toString());
  }

  /** One in a tree. */
  public static FoundImage of(FileTree tree, String path) {
    return new FoundImage(tree.place(path), tree, path);
  }

  /**
   * Returns whether it can be opened where it is named, readable or not; trees elsewhere say so.
   */
  public boolean isHere() {
    return !(tree instanceof FolderTree) || tree.isFile(path);
  }

  /** Decodes it for a square. */
  public DecodedImage read(Square square) throws IOException {
    return tree.image(path, square);
  }
}

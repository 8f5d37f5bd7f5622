package io.headstart.data;

import io.headstart.Failure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The files of an {@link ImageWindow}. */
final class WindowImages implements ImageSet {
  private final ImageWindow window;
  private final FileTree tree;
  private final Square square;
  private final BrokenImages broken;

  WindowImages(ImageWindow window, FileTree tree, Square square, BrokenImages broken) {
    this.window = window;
    this.tree = tree;
    this.square = square;
    this.broken = broken;
  }

  @Override
  public String name() {
    return window.part();
  }

  @Override
  public int size() {
    return window.end();
  }

  @Override
  public int height() {
    return square.side();
  }

  @Override
  public int width() {
    return square.side();
  }

  @Override
  public int label(int index) {
    throw new UnsupportedOperationException("classes stay where the images were listed");
  }

  @Override
  public String imageName(int index) {
    return window.paths().get(Objects.checkIndex(index - window.from(), window.count()));
  }

  /**
   * {@inheritDoc}
   *
   * @throws Failure when the file is not here: it was where it was listed, so that it is this
   *     machine that is wrong and not the image
   */
  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    String path = imageName(index);
    try {
      square.draw(tree.image(path, square), pixels, offset);
      return true;
    } catch (NoSuchFileException | FileNotFoundException | AccessDeniedException e) {
      throw Failure.missing("an image that was listed cannot be opened here")
          .received("%s", e)
          .accepted("the files that were listed, readable at data.path on every machine")
          .next("put the images where all machines see them: a shared folder or Hadoop")
          .cause(e)
          .build();
    } catch (IOException e) {
      Arrays.fill(pixels, offset, offset + bytesPerImage(), (byte) 0);
      broken.add(path, Reason.of(e));
      return false;
    }
  }

  @Override
  public String contentHash() {
    return window.contentHash();
  }

  @Override
  public List<String> broken() {
    return broken.list(path -> true);
  }
}

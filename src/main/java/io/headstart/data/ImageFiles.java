package io.headstart.data;

import io.headstart.Failure;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Image files without labels, for predictions: each resized to one square size when read. */
public final class ImageFiles implements ImageSet {
  private final List<Path> files;
  private final int imageSize;
  private final List<String> broken = Collections.synchronizedList(new ArrayList<>());

  private ImageFiles(List<Path> files, int imageSize) {
    this.files = files;
    this.imageSize = imageSize;
  }

  /**
   * Collects image files.
   *
   * @param paths files as given, whatever their names; folders stand for the image files in and
   *     below them, sorted
   * @param imageSize pixels a side that images are resized to
   * @throws Failure when a path is not there, or there is no image at all
   */
  public static ImageFiles of(List<Path> paths, int imageSize) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(below(path));
      } else if (Files.isRegularFile(path)) {
        files.add(path);
      } else {
        throw Failure.missing("there is no image to classify at %s", path)
            .received("%s", path)
            .accepted("image files, and folders with image files")
            .next("check the path")
            .build();
      }
    }
    if (files.isEmpty()) {
      throw Failure.missing("there is no image to classify")
          .received("%s", paths)
          .accepted("PNG, JPEG, BMP or GIF files, or folders with such files")
          .next("name at least one image")
          .build();
    }
    return new ImageFiles(files, imageSize);
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .filter(path -> ImageFile.isImageName(path.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw Failure.run("the folder cannot be read")
          .received("%s: %s", folder, e)
          .accepted("a readable folder")
          .next("check its permissions")
          .cause(e)
          .build();
    }
  }

  /** Returns the file of an image. */
  public Path file(int index) {
    return files.get(index);
  }

  @Override
  public String name() {
    return "images";
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public int height() {
    return imageSize;
  }

  @Override
  public int width() {
    return imageSize;
  }

  /** Returns 0: nobody knows yet. */
  @Override
  public int label(int index) {
    return 0;
  }

  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    try {
      Resizing.toSquare(ImageFile.read(files.get(index)), imageSize, pixels, offset);
      return true;
    } catch (IOException e) {
      Arrays.fill(pixels, offset, offset + bytesPerImage(), (byte) 0);
      broken.add(files.get(index) + ": " + e.getMessage());
      return false;
    }
  }

  /** {@inheritDoc} Of the paths alone: predictions are not kept in the store. */
  @Override
  public String contentHash() {
    return Sha256.of(files.toString());
  }

  @Override
  public List<String> broken() {
    return broken.stream().distinct().sorted().toList();
  }
}

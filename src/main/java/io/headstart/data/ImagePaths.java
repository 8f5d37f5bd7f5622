package io.headstart.data;

import io.headstart.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds image files to classify. */
public final class ImagePaths {
  private ImagePaths() {}

  /**
   * Returns image files.
   *
   * @param paths files as given, whatever their names; folders stand for the image files in and
   *     below them, sorted
   * @throws Failure when a path is not there, or there is no image at all
   */
  public static List<Path> find(List<Path> paths) {
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
          .accepted("PNG, JPEG, WebP, TIFF, BMP or GIF files, or folders with such files")
          .next("name at least one image")
          .build();
    }
    return files;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .filter(path -> isImage(path.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw Failure.run("the folder cannot be read")
          .received("%s: %s", folder, e)
          .accepted("a readable folder")
          .next("check its permissions")
          .cause(e)
          .build();
    }
  }

  /** Hidden files are a system's own, such as the ._photo.jpg of macOS. */
  private static boolean isImage(String name) {
    return !name.startsWith(".") && DecodedImage.isImageName(name);
  }
}

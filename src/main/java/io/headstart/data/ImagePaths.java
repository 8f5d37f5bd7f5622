package io.headstart.data;

import io.headstart.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
        throw absent(path);
      }
    }
    if (files.isEmpty()) {
      throw none(paths);
    }
    return files;
  }

  /**
   * Works on image files some at a time, however many there are: those of {@link #find}, but sorted
   * within each folder only.
   *
   * @param most files at a time
   * @param work is given the files
   * @throws Failure as {@link #find}; when there is no image, after all was looked through
   */
  public static void forEach(List<Path> paths, int most, Consumer<List<Path>> work) {
    List<Path> some = new ArrayList<>();
    boolean[] any = new boolean[1];
    Consumer<Path> each =
        file -> {
          some.add(file);
          any[0] = true;
          if (some.size() == most) {
            work.accept(List.copyOf(some));
            some.clear();
          }
        };
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        walk(path, each);
      } else if (Files.isRegularFile(path)) {
        each.accept(path);
      } else {
        throw absent(path);
      }
    }
    if (!any[0]) {
      throw none(paths);
    }
    if (!some.isEmpty()) {
      work.accept(List.copyOf(some));
    }
  }

  private static void walk(Path folder, Consumer<Path> each) {
    List<Path> entries;
    try (Stream<Path> found = Files.list(folder)) {
      entries = found.sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
    for (Path entry : entries) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        walk(entry, each);
      } else if (Files.isRegularFile(entry) && isImage(entry.getFileName().toString())) {
        each.accept(entry);
      }
    }
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .filter(path -> isImage(path.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static Failure absent(Path path) {
    return Failure.missing("there is no image to classify at %s", path)
        .received("%s", path)
        .accepted("image files, and folders with image files")
        .next("check the path")
        .build();
  }

  private static Failure none(List<Path> paths) {
    return Failure.missing("there is no image to classify")
        .received("%s", paths)
        .accepted("PNG, JPEG, WebP, TIFF, BMP or GIF files, or folders with such files")
        .next("name at least one image")
        .build();
  }

  private static Failure unreadable(Path folder, Exception e) {
    return Failure.run("the folder cannot be read")
        .received("%s: %s", folder, e)
        .accepted("a readable folder")
        .next("check its permissions")
        .cause(e)
        .build();
  }

  /** Hidden files are a system's own, such as the ._photo.jpg of macOS. */
  private static boolean isImage(String name) {
    return !name.startsWith(".") && DecodedImage.isImageName(name);
  }
}

package io.headstart.data;

import io.headstart.Failure;
import io.headstart.config.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
   * Finds images wherever they are.
   *
   * @param places paths as {@link #find} takes them, and addresses of files and folders
   * @throws Failure as {@link #find}
   */
  public static List<FoundImage> find(List<String> places, RemoteFiles elsewhere) {
    List<FoundImage> files = new ArrayList<>();
    for (String place : places) {
      Optional<Path> here = Address.local(place);
      if (here.isPresent() && Files.isDirectory(here.get())) {
        below(here.get()).forEach(file -> files.add(FoundImage.of(file)));
      } else {
        walk(place, elsewhere, files::add);
      }
    }
    if (files.isEmpty()) {
      throw none(places);
    }
    return files;
  }

  /**
   * Works on images some at a time, however many there are: those of {@link #find(List,
   * RemoteFiles)}, but sorted within each folder only.
   *
   * @param most images at a time
   * @param work is given the images
   * @throws Failure as {@link #find}; when there is no image, after all was looked through
   */
  public static void forEach(
      List<String> places, RemoteFiles elsewhere, int most, Consumer<List<FoundImage>> work) {
    List<FoundImage> some = new ArrayList<>();
    boolean[] any = new boolean[1];
    Consumer<FoundImage> each =
        file -> {
          some.add(file);
          any[0] = true;
          if (some.size() == most) {
            work.accept(List.copyOf(some));
            some.clear();
          }
        };
    places.forEach(place -> walk(place, elsewhere, each));
    if (!any[0]) {
      throw none(places);
    }
    if (!some.isEmpty()) {
      work.accept(List.copyOf(some));
    }
  }

  private static void walk(String place, RemoteFiles elsewhere, Consumer<FoundImage> each) {
    FilePlace found = FilePlace.find(place, elsewhere).orElseThrow(() -> absent(place));
    if (found.isFolder()) {
      found.local().ifPresentOrElse(here -> walk(here, each), () -> walk(found.tree(), "", each));
    } else {
      each.accept(
          found
              .local()
              .map(FoundImage::of)
              .orElseGet(() -> FoundImage.of(found.tree(), found.file())));
    }
  }

  private static void walk(FileTree tree, String folder, Consumer<FoundImage> each) {
    TreeMap<String, Boolean> isFolder = new TreeMap<>();
    try {
      tree.files(folder).forEach(name -> isFolder.put(name, false));
      tree.folders(folder).forEach(name -> isFolder.put(name, true));
    } catch (IOException e) {
      throw unreadable(tree.place(folder), e);
    }
    isFolder.forEach(
        (name, inner) -> {
          if (inner) {
            walk(tree, folder + name + "/", each);
          } else if (isImage(name)) {
            each.accept(FoundImage.of(tree, folder + name));
          }
        });
  }

  private static void walk(Path folder, Consumer<FoundImage> each) {
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
        each.accept(FoundImage.of(entry));
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

  private static Failure absent(Object path) {
    return Failure.missing("there is no image to classify at %s", path)
        .received("%s", path)
        .accepted("image files, and folders with image files")
        .next("check the path")
        .build();
  }

  private static Failure none(List<?> paths) {
    return Failure.missing("there is no image to classify")
        .received("%s", paths)
        .accepted("PNG, JPEG, WebP, TIFF, BMP or GIF files, or folders with such files")
        .next("name at least one image")
        .build();
  }

  private static Failure unreadable(Object folder, Exception e) {
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

package io.headstart.data;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.DataSettings;
import io.headstart.config.DataSettings.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opens the image source that the settings name: the one place that lists the sources. */
public final class Datasets {
  /** What {@link #open} downloads for CIFAR-10, as DJL's list of its files says. */
  public static final long DOWNLOAD_BYTES = 141_317_082L + 28_259_644L;

  private static final String LAYOUTS =
      "a folder with one sub-folder a class, or with train/, val/ and test/; a list of path and"
          + " label (.csv, .tsv, .jsonl); or a zip, tar or tar.gz of either";

  private Datasets() {}

  /** Returns the folder into which {@link #open} would download; empty when it would not. */
  public static Optional<Path> toDownload(DataSettings settings) {
    return settings.source() == DataSettings.Source.CIFAR10 && settings.path().isEmpty()
        ? Cifar10Download.toFill()
        : Optional.empty();
  }

  /**
   * Opens the images.
   *
   * @param settings which source, and where
   * @param seed the run's seed; decides the synthetic images
   * @param cacheDirectory the program's cache; hashes of files are kept in its folder {@code index}
   * @param offline whether nothing may be downloaded
   * @param progress told of a download
   * @throws Failure when the images are not there or cannot be read
   */
  public static Dataset open(
      DataSettings settings, long seed, Path cacheDirectory, boolean offline, Progress progress) {
    Set<String> excluded = Exclusion.names(settings);
    Dataset all =
        switch (settings.source()) {
          case CIFAR10 -> {
            Dataset official = Cifar10.open(settings.path().map(Path::of), offline, progress);
            if (!settings.unofficial()) {
              requireOfficial(official);
            }
            yield official;
          }
          case FOLDER -> files(settings, excluded, cacheDirectory, progress);
          case SYNTHETIC -> SyntheticShapes.open(settings.synthetic(), seed);
        };
    return Exclusion.apply(excluded, all);
  }

  /** Opens a folder, a list, or an archive with either in it. */
  private static Dataset files(
      DataSettings settings, Set<String> excluded, Path cache, Progress progress) {
    Path path = Path.of(settings.path().orElseThrow(Datasets::noPath));
    FileReading reading =
        new FileReading(
            square(settings),
            new BrokenImages(settings.maxBroken(), excluded),
            cache.resolve("index"));
    Optional<String> column = settings.split().groupColumn();
    try {
      if (Files.isDirectory(path)) {
        return ImageFolder.open(new FolderTree(path), reading);
      } else if (!Files.isRegularFile(path)) {
        throw absent(path);
      } else if (Archives.isArchive(path)) {
        return inArchive(Archives.open(path, cache, progress), reading, column);
      } else if (ListFile.isListName(path.toString())) {
        Path file = path.toAbsolutePath();
        String name = file.getFileName().toString();
        return ImageList.open(new FolderTree(file.getParent()), name, reading, column);
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    throw Failure.run("the file %s holds no images", path)
        .received("neither an archive by its first bytes nor a list by its name")
        .accepted(LAYOUTS)
        .next("correct data.path; other archives have to be unpacked first")
        .build();
  }

  /**
   * Returns the files among which those of a folder, a list or an archive lie, by the paths that
   * its images are named by.
   */
  static FileTree tree(DataSettings settings, Path cache, Progress progress) {
    Path path = Path.of(settings.path().orElseThrow(Datasets::noPath));
    try {
      if (Files.isDirectory(path)) {
        return new FolderTree(path);
      } else if (!Files.isRegularFile(path)) {
        throw absent(path);
      }
      return Archives.isArchive(path)
          ? Archives.open(path, cache, progress)
          : new FolderTree(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static Failure absent(Path path) {
    return Failure.missing("cannot open the images")
        .received("data.path: %s, which is not there", path)
        .accepted(LAYOUTS)
        .next("correct data.path")
        .build();
  }

  private static Failure unreadable(Path path, IOException e) {
    return Failure.run("cannot open the images")
        .received("%s: %s", path, e)
        .accepted("a readable file")
        .next("check its permissions")
        .cause(e)
        .build();
  }

  /** In an archive one list of images at the top says what they are; without it folders do. */
  private static Dataset inArchive(FileTree tree, FileReading reading, Optional<String> column)
      throws IOException {
    String top = ImageFolder.top(tree);
    List<String> lists = tree.files(top).stream().filter(ListFile::isListName).toList();
    if (lists.size() == 1) {
      String list = top + lists.get(0);
      if (ImageList.isOne(ListFile.read(tree, list, tree.root().resolve(list).toString()))) {
        return ImageList.open(tree, list, reading, column);
      }
    }
    return ImageFolder.open(tree, reading);
  }

  /** Returns the pixels a side that every image of a source has before a backbone sees it. */
  public static int imageSide(DataSettings settings) {
    return switch (settings.source()) {
      case CIFAR10 -> Cifar10Records.SIDE;
      case FOLDER -> settings.imageSize();
      case SYNTHETIC -> SyntheticShapes.SIDE;
    };
  }

  /**
   * Returns what an image of any shape becomes before a backbone sees it. Where all images of the
   * source are squares, others are stretched.
   */
  public static Square square(DataSettings settings) {
    boolean anyShape = settings.source() == DataSettings.Source.FOLDER;
    return new Square(imageSide(settings), anyShape ? settings.resize() : Resize.STRETCH);
  }

  /** A file whose bytes are others is damaged far more often than it is meant. */
  private static void requireOfficial(Dataset dataset) {
    if (!dataset.warnings().isEmpty()) {
      throw Failure.run("the CIFAR-10 images are not the official ones")
          .received("%s", String.join("; ", dataset.warnings()))
          .accepted("the official files, or data.unofficial: true")
          .next(
              "fetch the files again; where they are others on purpose, set data.unofficial to true")
          .build();
    }
  }

  private static Failure noPath() {
    return Failure.usage("data.source: folder needs data.path")
        .received("no data.path")
        .accepted(LAYOUTS)
        .next("add data.path, for example --set data.path=photos")
        .build();
  }
}

package io.headstart.data;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.Address;
import io.headstart.config.DataSettings;
import io.headstart.config.DataSettings.Resize;
import java.io.IOException;
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

  /** Opens images of this machine, see {@link #open(DataSettings, long, ImageAccess)}. */
  public static Dataset open(
      DataSettings settings, long seed, Path cache, boolean offline, Progress progress) {
    return open(settings, seed, new ImageAccess(cache, offline, progress, RemoteFiles.NONE));
  }

  /**
   * Opens the images.
   *
   * @param settings which source, and where
   * @param seed the run's seed; decides the synthetic images
   * @throws Failure when the images are not there or cannot be read
   */
  public static Dataset open(DataSettings settings, long seed, ImageAccess access) {
    Set<String> excluded = Exclusion.names(settings);
    Dataset all =
        switch (settings.source()) {
          case CIFAR10 -> {
            Dataset official =
                Cifar10.open(
                    settings.path().map(Datasets::here), access.offline(), access.progress());
            if (!settings.unofficial()) {
              requireOfficial(official);
            }
            yield official;
          }
          case FOLDER -> files(settings, excluded, access);
          case SYNTHETIC -> SyntheticShapes.open(settings.synthetic(), seed);
        };
    return Exclusion.apply(excluded, all);
  }

  /** CIFAR-10 is 180 MB: whoever has it elsewhere copies it. */
  private static Path here(String path) {
    return Address.local(path)
        .orElseThrow(
            () ->
                Failure.usage("CIFAR-10 is not read from a Hadoop address")
                    .received("data.path: %s", path)
                    .accepted("a folder or tar.gz on this machine")
                    .next("copy it there, or leave data.path out: it is then downloaded")
                    .build());
  }

  /** Opens a folder, a list, or an archive with either in it. */
  private static Dataset files(DataSettings settings, Set<String> excluded, ImageAccess access) {
    FilePlace place = place(settings, access);
    FileReading reading =
        new FileReading(
            square(settings),
            new BrokenImages(settings.maxBroken(), excluded),
            access.cache().resolve("index"));
    Optional<String> column = settings.split().groupColumn();
    try {
      if (place.isFolder()) {
        FileTree tree = place.tree();
        return ImageFolder.hasClasses(tree)
            ? ImageFolder.open(tree, reading)
            : listed(tree, reading, column);
      } else if (Archives.isArchive(place)) {
        return listed(Archives.open(place, access.cache(), access.progress()), reading, column);
      } else if (ListFile.isListName(place.file())) {
        return ImageList.open(place.tree(), place.file(), reading, column);
      }
    } catch (IOException e) {
      throw unreadable(place, e);
    }
    throw Failure.run("the file %s holds no images", place.name())
        .received("neither an archive by its first bytes nor a list by its name")
        .accepted(LAYOUTS)
        .next("correct data.path; other archives have to be unpacked first")
        .build();
  }

  /**
   * Returns the files among which those of a folder, a list or an archive lie, by the paths that
   * its images are named by.
   */
  static FileTree tree(DataSettings settings, ImageAccess access) {
    FilePlace place = place(settings, access);
    try {
      return !place.isFolder() && Archives.isArchive(place)
          ? Archives.open(place, access.cache(), access.progress())
          : place.tree();
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  private static FilePlace place(DataSettings settings, ImageAccess access) {
    String path = settings.path().orElseThrow(Datasets::noPath);
    return FilePlace.find(path, access.elsewhere()).orElseThrow(() -> absent(path));
  }

  private static Failure absent(String path) {
    return Failure.missing("cannot open the images")
        .received("data.path: %s, which is not there", path)
        .accepted(LAYOUTS)
        .next("correct data.path")
        .build();
  }

  private static Failure unreadable(FilePlace place, IOException e) {
    return Failure.run("cannot open the images")
        .received("%s: %s", place.name(), e)
        .accepted("a readable file")
        .next("check its permissions")
        .cause(e)
        .build();
  }

  /** Opens what the one list at the top says the images are; without it folders do. */
  private static Dataset listed(FileTree tree, FileReading reading, Optional<String> column)
      throws IOException {
    List<String> lists = ImageFolder.lists(tree);
    if (lists.size() == 1) {
      String list = lists.get(0);
      if (ImageList.isOne(ListFile.read(tree, list, tree.place(list)))) {
        return ImageList.open(tree, list, reading, column)
            .without(Set.of(), List.of("the images are those of " + list));
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

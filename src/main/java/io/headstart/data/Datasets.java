package io.headstart.data;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.DataSettings;
import io.headstart.config.DataSettings.Resize;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the image source that the settings name: the one place that lists the sources. */
public final class Datasets {
  /** What {@link #open} downloads for CIFAR-10, as DJL's list of its files says. */
  public static final long DOWNLOAD_BYTES = 141_317_082L + 28_259_644L;

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
    return switch (settings.source()) {
      case CIFAR10 -> {
        Dataset official = Cifar10.open(settings.path().map(Path::of), offline, progress);
        if (!settings.unofficial()) {
          requireOfficial(official);
        }
        yield official;
      }
      case FOLDER ->
          ImageFolder.open(
              Path.of(settings.path().orElseThrow(Datasets::noPath)),
              square(settings),
              settings.maxBroken(),
              cacheDirectory.resolve("index"));
      case SYNTHETIC -> SyntheticShapes.open(settings.synthetic(), seed);
    };
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
        .accepted("a folder with one sub-folder a class, or with train/ and test/")
        .next("add data.path, for example --set data.path=photos")
        .build();
  }
}

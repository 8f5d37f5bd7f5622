package io.headstart.data;

import io.headstart.Failure;
import io.headstart.config.DataSettings;
import java.util.Optional;
import java.util.Set;

/**
 * Opens windows of a data set that another machine has listed. Files are not listed again; other
 * images are opened once, and must be the same.
 */
public final class ImageWindows {
  private final Square square;
  private final Optional<FileTree> files;
  private final Optional<Dataset> others;

  private ImageWindows(Square square, Optional<FileTree> files, Optional<Dataset> others) {
    this.square = square;
    this.files = files;
    this.others = others;
  }

  /**
   * Opens the source.
   *
   * @param settings as on the machine that listed the images
   * @param seed the run's seed; decides the synthetic images
   * @throws Failure when the images are not here
   */
  public static ImageWindows open(DataSettings settings, long seed, ImageAccess access) {
    Square square = Datasets.square(settings);
    if (settings.source() == DataSettings.Source.FOLDER) {
      return new ImageWindows(
          square, Optional.of(Datasets.tree(settings, access)), Optional.empty());
    }
    Dataset all = Datasets.open(settings, seed, access);
    return new ImageWindows(square, Optional.empty(), Optional.of(all));
  }

  /**
   * Returns the images of a window as a set of the part's name and hash, by their indices in the
   * part; it ends where the window does. Other images, and classes, are not known.
   *
   * @throws Failure when the images here are others
   */
  public ImageSet open(ImageWindow window) {
    if (files.isPresent()) {
      BrokenImages broken = new BrokenImages(Integer.MAX_VALUE, Set.of());
      return new WindowImages(window, files.get(), square, broken);
    }
    ImageSet part =
        others.orElseThrow().parts().stream()
            .filter(set -> set.name().equals(window.part()))
            .findFirst()
            .orElseThrow(() -> different(window, "no " + window.part()));
    if (!part.contentHash().equals(window.contentHash())) {
      throw different(window, window.part() + " with the hash " + part.contentHash());
    }
    return part;
  }

  private static Failure different(ImageWindow window, String received) {
    return Failure.run("the images here are not those that were listed")
        .received("%s", received)
        .accepted("%s with the hash %s", window.part(), window.contentHash())
        .next("give every machine the same images at data.path")
        .build();
  }
}

package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.ImageSet;
import io.headstart.report.ImageSource;
import io.headstart.run.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The images of a data set, by their index in it or by their name. */
public final class RunImages implements ImageSource {
  private final Dataset dataset;
  private final ImageParts parts;
  private Map<String, Integer> byName = Map.of();

  private RunImages(Dataset dataset) {
    this.dataset = dataset;
    this.parts = ImageParts.of(dataset);
  }

  static RunImages of(Dataset dataset) {
    return new RunImages(dataset);
  }

  /**
   * Opens the data set that a checkpoint was trained on; without the network: a picture is not
   * worth a download.
   *
   * @param changes of the checkpoint's own settings: where its images lie now
   * @throws Failure when the images are not there, or are others
   */
  public static RunImages of(Checkpoint checkpoint, List<String> changes, Context context) {
    RunImages images = of(TrainedSettings.forEvaluation(checkpoint, changes), context);
    images.require(checkpoint.finishedManifest());
    return images;
  }

  /** Opens the data set that settings name, without the network. */
  public static RunImages of(Settings settings, Context context) {
    return new RunImages(context.withoutNetwork().images(settings));
  }

  /**
   * Checks that these are the images of a run.
   *
   * @throws Failure when they are others
   */
  public void require(Manifest manifest) {
    for (Manifest.Part part : manifest.data().parts()) {
      boolean same =
          dataset.parts().stream()
              .anyMatch(
                  set -> set.name().equals(part.name()) && set.contentHash().equals(part.hash()));
      if (!same) {
        throw Failure.run("the images are not those of the run")
            .received("another %s", part.name())
            .accepted("%d images with the SHA-256 %s", part.count(), part.hash())
            .next("name their folder with --set data.path=...")
            .build();
      }
    }
  }

  /** Returns the names of the classes, in order of labels. */
  public List<String> classes() {
    return dataset.classes();
  }

  /** Returns how many images there are. */
  public int size() {
    return parts.size();
  }

  @Override
  public String name(int index) {
    if (index < 0 || index >= parts.size()) {
      return "";
    }
    ImageParts.Place place = parts.at(index);
    return place.set().imageName(place.index());
  }

  /**
   * Returns the class of an image.
   *
   * @param index 0 .. size - 1
   */
  public int label(int index) {
    ImageParts.Place place = parts.at(index);
    return place.set().label(place.index());
  }

  /** Returns the index of an image with that name, if there is one. */
  public synchronized OptionalInt index(String name) {
    if (byName.isEmpty()) {
      byName = new HashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        byName.put(name(i), i);
      }
    }
    Integer found = byName.get(name);
    return found == null ? OptionalInt.empty() : OptionalInt.of(found);
  }

  @Override
  public Optional<Pixels> image(int index) {
    if (index < 0 || index >= parts.size()) {
      return Optional.empty();
    }
    ImageParts.Place place = parts.at(index);
    ImageSet set = place.set();
    byte[] rgb = new byte[set.bytesPerImage()];
    return set.read(place.index(), rgb, 0)
        ? Optional.of(new Pixels(set.width(), set.height(), rgb))
        : Optional.empty();
  }
}

package io.headstart.experiment;

import io.headstart.data.Dataset;
import io.headstart.data.ImageSet;
import io.headstart.report.ImageSource;
import java.util.Optional;

/** The images of a data set for a report. */
record DatasetImages(ImageParts parts) implements ImageSource {
  static DatasetImages of(Dataset dataset) {
    return new DatasetImages(ImageParts.of(dataset));
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

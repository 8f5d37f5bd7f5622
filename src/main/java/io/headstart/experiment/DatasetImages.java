package io.headstart.experiment;

import io.headstart.data.Dataset;
import io.headstart.data.ImageSet;
import io.headstart.report.ImageSource;
import java.util.List;
import java.util.Optional;

/**
 * The images of a data set for a report.
 *
 * @param parts in data-set order
 * @param offsets index of each part's first image
 */
record DatasetImages(List<ImageSet> parts, int[] offsets) implements ImageSource {
  static DatasetImages of(Dataset dataset) {
    return new DatasetImages(dataset.parts(), Rows.offsets(dataset.parts()));
  }

  @Override
  public Optional<Pixels> image(int index) {
    if (index < 0 || index >= offsets[parts.size()]) {
      return Optional.empty();
    }
    int part = Rows.part(offsets, index);
    ImageSet set = parts.get(part);
    int own = index - offsets[part];
    byte[] rgb = new byte[set.bytesPerImage()];
    return set.read(own, rgb, 0)
        ? Optional.of(new Pixels(set.name() + "/" + own, set.width(), set.height(), rgb))
        : Optional.empty();
  }
}

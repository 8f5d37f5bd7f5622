package io.headstart.experiment;

import io.headstart.data.Dataset;
import io.headstart.data.ImageSet;
import java.util.List;

/**
 * The parts of a data set laid end to end: an index of a split counts through all of them.
 *
 * @param sets the parts, in data-set order
 * @param offsets index of each part's first image, and behind the last the number of all
 */
record ImageParts(List<ImageSet> sets, int[] offsets) {
  /** One image: a part, and its index there. */
  record Place(ImageSet set, int index) {}

  static ImageParts of(Dataset dataset) {
    return new ImageParts(dataset.parts(), Rows.offsets(dataset.parts()));
  }

  /** Returns which part an image lies in. */
  int part(int image) {
    return Rows.part(offsets, image);
  }

  /** Returns where an image lies. */
  Place at(int image) {
    int part = part(image);
    return new Place(sets.get(part), image - offsets[part]);
  }

  /** Returns how many images there are. */
  int size() {
    return offsets[sets.size()];
  }
}

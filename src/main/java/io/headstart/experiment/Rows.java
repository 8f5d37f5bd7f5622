package io.headstart.experiment;

import io.headstart.data.ImageSet;
import io.headstart.features.FeatureSet;
import io.headstart.train.DeviceRows;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chosen rows of feature sets laid end to end: the bridge from a split's indices to the device.
 *
 * @param parts the feature sets in data-set order; null where no row is taken from a part
 * @param offsets index of each part's first image
 * @param indices rows by data-set index, in their order
 */
record Rows(List<FeatureSet> parts, int[] offsets, int[] indices) implements DeviceRows.Source {

  /** Returns the index of each part's first image, and behind the last the number of all. */
  static int[] offsets(List<ImageSet> parts) {
    int[] offsets = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      offsets[i + 1] = offsets[i] + parts.get(i).size();
    }
    return offsets;
  }

  /** Returns the part an index lies in. */
  static int part(int[] offsets, int index) {
    int found = Arrays.binarySearch(offsets, index);
    int part = found >= 0 ? found : -found - 2;
    while (offsets[part + 1] == offsets[part]) {
      part++; // An empty part starts where the next one does.
    }
    return part;
  }

  @Override
  public int count() {
    return indices.length;
  }

  @Override
  public int dimension() {
    return parts.stream().filter(set -> set != null).findFirst().orElseThrow().dimension();
  }

  @Override
  public void copy(int from, int count, FloatBuffer target) {
    int at = from;
    while (at < from + count) {
      int part = part(offsets, indices[at]);
      List<Integer> run = new ArrayList<>();
      while (at < from + count && indices[at] >= offsets[part] && indices[at] < offsets[part + 1]) {
        run.add(indices[at] - offsets[part]);
        at++;
      }
      parts.get(part).gather(run.stream().mapToInt(Integer::intValue).toArray(), target);
    }
  }
}

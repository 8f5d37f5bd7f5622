package io.headstart.data;

import java.util.ArrayList;
import java.util.List;

/** Data sets of 1 x 1 images whose labels are known: image i of a part has label i modulo 3. */
final class TinySet {
  static final List<String> CLASSES = List.of("ant", "bee", "cat");

  private TinySet() {}

  /** Returns a part; its images' red is their index. */
  static ImageSet part(String name, int size) {
    byte[] labels = new byte[size];
    byte[] pixels = new byte[3 * size];
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) (i % CLASSES.size());
      pixels[3 * i] = (byte) i;
    }
    return new ArrayImageSet(name, 1, 1, labels, pixels);
  }

  /** Returns training parts batch_1, batch_2, ... and test parts test_1, test_2, ... */
  static Dataset of(List<Integer> trainSizes, List<Integer> testSizes) {
    return new Dataset(
        "tiny", CLASSES, parts("batch_", trainSizes), parts("test_", testSizes), List.of());
  }

  private static List<ImageSet> parts(String prefix, List<Integer> sizes) {
    List<ImageSet> parts = new ArrayList<>();
    for (int size : sizes) {
      parts.add(part(prefix + (parts.size() + 1), size));
    }
    return parts;
  }
}

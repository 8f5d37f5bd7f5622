package io.headstart.experiment;

import io.headstart.RandomStream;
import io.headstart.calibrate.NearestImages;
import io.headstart.model.InputTransform;
import io.headstart.train.DeviceRows;
import io.headstart.train.EvaluationData;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Draws the training images that others are compared with. */
final class KeptImages {
  /** Numbers of all kept images, 64 MiB: features may be whole images of pixels. */
  private static final int MOST_NUMBERS = 1 << 24;

  private KeptImages() {}

  static NearestImages of(Inputs inputs, int classes) {
    int[] readable = inputs.readable(inputs.split().train());
    return of(inputs, readable, inputs.labels(readable), classes);
  }

  /**
   * As {@link #of(Inputs, int)}, of some images.
   *
   * @param indices in the data set
   * @param labels of them, each from 0 to {@code classes - 1}
   */
  static NearestImages of(Inputs inputs, int[] indices, int[] labels, int classes) {
    int all = Math.min(NearestImages.OF_ALL, MOST_NUMBERS / inputs.dimension());
    int most = Math.min(NearestImages.OF_CLASS, Math.max(1, all / classes));
    int[] places = IntStream.range(0, indices.length).toArray();
    // The images are the same for every head: they follow from the data alone.
    RandomStream.of(0, "kept-images").shuffle(places);
    int[] first = new int[classes + 1];
    IntStream.Builder kept = IntStream.builder();
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      int[] own = Arrays.stream(places).filter(p -> labels[p] == wanted).limit(most).toArray();
      first[c + 1] = first[c] + own.length;
      Arrays.stream(own).map(p -> indices[p]).forEach(kept);
    }
    try (EvaluationData data = inputs.evaluation(kept.build().toArray(), InputTransform.IDENTITY)) {
      DeviceRows rows = data.views().get(0);
      return NearestImages.of(rows.values(0, rows.count()), first);
    }
  }
}

package io.headstart.train;

import io.headstart.calibrate.NearestImages;
import java.util.List;
import java.util.stream.IntStream;

/** Measures how far images on the device lie from the training images. */
public final class Distances {
  private static final int BATCH = 2000;

  private Distances() {}

  /**
   * Returns the distance of each image, [N], the mean over the views.
   *
   * @param views features of the same images, as the backbone gives them
   * @param predicted the classes they are taken for: [N]
   */
  public static double[] of(NearestImages nearest, List<DeviceRows> views, int[] predicted) {
    double[] distances = new double[predicted.length];
    for (int from = 0; from < distances.length; from += BATCH) {
      int start = from;
      int count = Math.min(BATCH, distances.length - from);
      for (DeviceRows view : views) {
        float[] rows = view.values(from, count);
        IntStream.range(0, count)
            .parallel()
            .forEach(
                i ->
                    distances[start + i] +=
                        nearest.of(rows, i, predicted[start + i]) / views.size());
      }
    }
    return distances;
  }
}

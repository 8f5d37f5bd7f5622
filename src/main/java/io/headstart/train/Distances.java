package io.headstart.train;

import io.headstart.calibrate.ClassDistance;
import java.util.List;

/** Measures how far images on the device lie from the classes. */
public final class Distances {
  private static final int BATCH = 2000;

  private Distances() {}

  /**
   * Returns the distance of each image, [N], the mean over the views.
   *
   * @param views features of the same images, already through the head's transform
   */
  public static double[] of(ClassDistance distance, List<DeviceRows> views) {
    double[] distances = new double[views.get(0).count()];
    for (int from = 0; from < distances.length; from += BATCH) {
      int count = Math.min(BATCH, distances.length - from);
      for (DeviceRows view : views) {
        float[] rows = view.values(from, count);
        for (int i = 0; i < count; i++) {
          distances[from + i] += distance.of(rows, i) / views.size();
        }
      }
    }
    return distances;
  }
}

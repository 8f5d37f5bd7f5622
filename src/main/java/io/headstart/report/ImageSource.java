package io.headstart.report;

import java.util.Optional;

/** Where a report takes the images from that a run evaluated; a run's folder has none. */
public interface ImageSource {
  /**
   * One image.
   *
   * @param width in pixels
   * @param height in pixels
   * @param rgb uint8 [H, W, 3]
   */
  record Pixels(int width, int height, byte[] rgb) {}

  /**
   * Returns an image; empty where it cannot be read.
   *
   * @param index in the data set, as in {@code predictions.csv}
   */
  Optional<Pixels> image(int index);

  /**
   * Returns what an image is called in lists of images, for a file its path; empty where the source
   * knows none.
   *
   * @param index in the data set, as in {@code predictions.csv}
   */
  default String name(int index) {
    return "";
  }
}

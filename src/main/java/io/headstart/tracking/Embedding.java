package io.headstart.tracking;

import io.headstart.report.ImageSource;
import java.util.List;
import java.util.Optional;

/**
 * Images as points.
 *
 * @param points of each image as many coordinates
 */
public record Embedding(List<Point> points) {
  /** Images shown at most: more are slow to load in a browser, and hide one another. */
  public static final int MOST = 1_000;

  /** Nothing to show. */
  public static final Embedding NONE = new Embedding(List.of());

  /** Copies the list. */
  public Embedding {
    points = List.copyOf(points);
  }

  /**
   * One image.
   *
   * @param features its coordinates, float32 [D]
   * @param name of the image
   * @param label the name of its class
   * @param predicted the name of the class it was taken for
   * @param pixels its look, if it can be read
   */
  public record Point(
      float[] features,
      String name,
      String label,
      String predicted,
      Optional<ImageSource.Pixels> pixels) {}
}

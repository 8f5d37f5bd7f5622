package io.headstart.health;

import io.headstart.train.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds images that are like no others: whose mean distance to their nearest neighbours lies beyond
 * the upper fence of all distances (Tukey 1977: the third quartile and one and a half times the
 * distance between the quartiles).
 */
public final class Outliers {
  private static final double FENCE = 1.5;

  private Outliers() {}

  /**
   * An image that is like no others.
   *
   * @param image number of the image
   * @param distance mean of 1 - cosine to its nearest neighbours, 0 .. 2
   */
  public record Outlier(int image, double distance) {}

  /**
   * Returns them, the farthest first; none of fewer than four images.
   *
   * @param near neighbours of each image among some images
   * @param among the image that each of those is: an image is no neighbour of itself
   */
  public static List<Outlier> of(Neighbours near, int[] among) {
    List<Outlier> outliers = new ArrayList<>();
    int count = near.count();
    if (count < 4) {
      return outliers;
    }
    double[] distances = new double[count];
    for (int image = 0; image < count; image++) {
      distances[image] = distance(near, among, image);
    }
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    double lower = sorted[count / 4];
    double upper = sorted[3 * count / 4];
    double fence = upper + FENCE * (upper - lower);
    for (int image = 0; image < count; image++) {
      if (distances[image] > fence) {
        outliers.add(new Outlier(image, distances[image]));
      }
    }
    outliers.sort(Comparator.comparingDouble(Outlier::distance).reversed());
    return outliers;
  }

  private static double distance(Neighbours near, int[] among, int image) {
    double sum = 0;
    int others = 0;
    for (int i = image * near.k(); i < (image + 1) * near.k(); i++) {
      if (among[near.indices()[i]] != image) {
        sum += 1 - near.cosines()[i];
        others++;
      }
    }
    return others == 0 ? 0 : sum / others;
  }
}

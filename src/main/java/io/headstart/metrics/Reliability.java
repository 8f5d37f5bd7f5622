package io.headstart.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a classifier is right among images of which it is equally certain: the reliability
 * diagram, and its one figure.
 *
 * @param bins {@value #BINS} of equal width over the confidence, the lowest first
 */
public record Reliability(List<Bin> bins) {
  /** As Guo et al., "On calibration of modern neural networks", ICML 2017. */
  public static final int BINS = 15;

  /**
   * Images with a confidence in (b/15, (b+1)/15].
   *
   * @param count how many
   * @param confidence their mean confidence, 0..1; 0 without images
   * @param accuracy the share that is right, 0..1; 0 without images
   */
  public record Bin(int count, double confidence, double accuracy) {}

  /** Copies the list. */
  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Sorts images into bins.
   *
   * @param confidence the probability of the predicted class, [N], 0..1
   * @param correct whether that class is right, [N]
   */
  public static Reliability of(double[] confidence, boolean[] correct) {
    if (confidence.length != correct.length) {
      throw new IllegalArgumentException(
          confidence.length + " confidences but " + correct.length + " results");
    }
    int[] counts = new int[BINS];
    int[] right = new int[BINS];
    double[] sums = new double[BINS];
    for (int i = 0; i < confidence.length; i++) {
      int bin = Math.min(BINS, Math.max(1, (int) Math.ceil(confidence[i] * BINS))) - 1;
      counts[bin]++;
      sums[bin] += confidence[i];
      right[bin] += correct[i] ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      int some = Math.max(1, counts[b]);
      bins.add(new Bin(counts[b], sums[b] / some, (double) right[b] / some));
    }
    return new Reliability(bins);
  }

  /**
   * Returns the expected calibration error, 0..1: by how much confidence and accuracy of a bin
   * differ, averaged over the images; 0 without images.
   */
  public double expectedCalibrationError() {
    int images = bins.stream().mapToInt(Bin::count).sum();
    double sum = 0;
    for (Bin bin : bins) {
      sum += bin.count() * Math.abs(bin.accuracy() - bin.confidence());
    }
    return images == 0 ? 0 : sum / images;
  }
}

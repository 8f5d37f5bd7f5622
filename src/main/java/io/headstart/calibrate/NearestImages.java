package io.headstart.calibrate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far an image lies from the training images of the class it is taken for: 1 less the mean
 * cosine to the {@value #NEAREST} nearest of them, in deviations from what is usual within the
 * class. Of every feature the square root counts, so that the cosine is the Bhattacharyya
 * coefficient: a few features that are large in every image do not drown the others.
 *
 * <p>What is usual differs: cars are like one another, birds are not, so that a truck among the
 * cars is nearer than most birds are among birds.
 *
 * @param images some training images of each class: unit vectors, [E, D], class by class
 * @param first index of each class's first image, and behind the last class E: [C + 1]
 * @param usual mean distance of these images from the others of their class: [C]
 * @param deviation of those distances, above 0: [C]
 */
public record NearestImages(float[] images, int[] first, float[] usual, float[] deviation) {
  /** Images of a class that are kept: more find hardly more. */
  public static final int OF_CLASS = 400;

  /** Images of all classes that are kept: a checkpoint must stay small. */
  public static final int OF_ALL = 10_000;

  private static final int NEAREST = 10;

  /** With fewer images of a class, what is usual is what is usual for all. */
  private static final int ENOUGH = 5;

  private static final float LEAST_DEVIATION = 1e-6f;

  /** Checks that the sizes fit. */
  public NearestImages {
    int classes = usual.length;
    boolean fits =
        classes > 0
            && first.length == classes + 1
            && deviation.length == classes
            && first[0] == 0
            && IntStream.range(0, classes).allMatch(c -> first[c] <= first[c + 1])
            && first[classes] > 0
            && images.length % first[classes] == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "%d numbers of %s images, %d classes"
              .formatted(images.length, Arrays.toString(first), classes));
    }
  }

  /**
   * Takes training images.
   *
   * @param features as the backbone gives them: rows of D, class by class
   * @param first as the record's
   */
  public static NearestImages of(float[] features, int[] first) {
    int count = first[first.length - 1];
    int dimension = features.length / count;
    float[] images = new float[features.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(unit(features, i, dimension), 0, images, i * dimension, dimension);
    }
    int classes = first.length - 1;
    NearestImages raw =
        new NearestImages(images, first, new float[classes], filled(new float[classes], 1));
    double[] all = new double[count];
    for (int c = 0; c < classes; c++) {
      int own = c;
      IntStream.range(first[c], first[c + 1])
          .parallel()
          .forEach(i -> all[i] = raw.distance(images, i, own, i));
    }
    float[] usual = filled(new float[classes], mean(all));
    float[] deviation = filled(new float[classes], deviation(all));
    for (int c = 0; c < classes; c++) {
      if (first[c + 1] - first[c] >= ENOUGH) {
        double[] of = Arrays.copyOfRange(all, first[c], first[c + 1]);
        usual[c] = mean(of);
        deviation[c] = deviation(of);
      }
    }
    return new NearestImages(images, first, usual, deviation);
  }

  /** Returns how many features an image must have: D. */
  public int dimension() {
    return images.length / first[first.length - 1];
  }

  /**
   * Returns the distance of one image.
   *
   * @param features as the backbone gives them: rows of D
   * @param row which image
   * @param predicted the class it is taken for
   */
  public double of(float[] features, int row, int predicted) {
    double distance = distance(unit(features, row, dimension()), 0, predicted, -1);
    return (distance - usual[predicted]) / deviation[predicted];
  }

  /** 1 less the mean of the greatest cosines with a class's images but one. */
  private double distance(float[] units, int row, int label, int except) {
    double[] greatest = new double[NEAREST]; // Ascending; the square root of most features is >= 0.
    int found = 0;
    int dimension = dimension();
    for (int i = first[label]; i < first[label + 1]; i++) {
      if (i == except) {
        continue;
      }
      float cosine = 0;
      for (int d = 0; d < dimension; d++) {
        cosine += units[row * dimension + d] * images[i * dimension + d];
      }
      if (found < NEAREST || cosine > greatest[0]) {
        greatest[0] = cosine;
        found = Math.min(NEAREST, found + 1);
        Arrays.sort(greatest);
      }
    }
    double sum = 0;
    for (int i = NEAREST - found; i < NEAREST; i++) {
      sum += greatest[i];
    }
    return found == 0 ? 1 : 1 - sum / found;
  }

  /**
   * Returns an image as it is compared: square roots of its features, of length 1.
   *
   * @param features as the backbone gives them: rows of D
   */
  public static float[] unit(float[] features, int row, int dimension) {
    float[] unit = new float[dimension];
    double squares = 0;
    for (int d = 0; d < dimension; d++) {
      float value = features[row * dimension + d];
      unit[d] = (float) Math.copySign(Math.sqrt(Math.abs(value)), value);
      squares += Math.abs(value);
    }
    double length = Math.sqrt(squares);
    for (int d = 0; d < dimension && length > 0; d++) {
      unit[d] /= (float) length;
    }
    return unit;
  }

  private static float mean(double[] values) {
    return (float) Arrays.stream(values).average().orElse(0);
  }

  private static float deviation(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.max(LEAST_DEVIATION, (float) Math.sqrt(squares / Math.max(1, values.length)));
  }

  private static float[] filled(float[] values, float value) {
    Arrays.fill(values, value);
    return values;
  }
}

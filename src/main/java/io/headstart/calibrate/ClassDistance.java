package io.headstart.calibrate;

import java.util.Arrays;

/**
 * How far features lie from those of all classes, relative to how far they lie from the middle of
 * all images: the relative Mahalanobis distance with shared covariance of Ren et al., "A simple fix
 * to Mahalanobis distance for improving near-OOD detection", 2021, as twice the logarithm of a
 * ratio of densities. Above is farther.
 *
 * <p>The two covariances differ by that of the class means, so that the difference of the distances
 * lies in the discriminant directions alone, fewer than there are classes: those are kept, scaled
 * so that each has the variance 1 within the classes and is uncorrelated with the others.
 *
 * @param directions [K, D], row by row; what a feature is multiplied with
 * @param centers [C, K], row by row: the classes' means along the directions
 * @param middle [K]: the mean of all images along the directions
 * @param spread [K]: the variance of all images along the directions, 1 or more
 */
public record ClassDistance(float[] directions, float[] centers, float[] middle, float[] spread) {
  /** Checks that the sizes fit. */
  public ClassDistance {
    int k = middle.length;
    boolean fits = k > 0 && spread.length == k && centers.length > 0 && directions.length > 0;
    if (!fits || centers.length % k != 0 || directions.length % k != 0) {
      throw new IllegalArgumentException(
          "%d directions, %d centers, %d middle, %d spread"
              .formatted(directions.length, centers.length, k, spread.length));
    }
  }

  /** Returns how many features an image must have: D. */
  public int dimension() {
    return directions.length / middle.length;
  }

  /**
   * Returns the distance of one image.
   *
   * @param features rows of D features, one image behind the other
   * @param row which image
   */
  public double of(float[] features, int row) {
    double[] along = project(features, row);
    double all = 0;
    for (int k = 0; k < along.length; k++) {
      double apart = along[k] - middle[k];
      all += apart * apart / spread[k] + Math.log(spread[k]);
    }
    return ofClasses(along) - all;
  }

  private double[] project(float[] features, int row) {
    int dimension = dimension();
    double[] along = new double[middle.length];
    for (int k = 0; k < along.length; k++) {
      for (int d = 0; d < dimension; d++) {
        along[k] += (double) directions[k * dimension + d] * features[row * dimension + d];
      }
    }
    return along;
  }

  /** Minus twice the logarithm of the mean over the classes of exp(-distance^2 / 2). */
  private double ofClasses(double[] along) {
    double[] squares = new double[centers.length / along.length];
    for (int c = 0; c < squares.length; c++) {
      for (int k = 0; k < along.length; k++) {
        double apart = along[k] - centers[c * along.length + k];
        squares[c] += apart * apart;
      }
    }
    double nearest = Arrays.stream(squares).min().orElseThrow();
    double sum = 0;
    for (double square : squares) {
      sum += Math.exp((nearest - square) / 2);
    }
    return nearest - 2 * Math.log(sum / squares.length);
  }
}

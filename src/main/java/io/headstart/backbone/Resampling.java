package io.headstart.backbone;

import io.headstart.config.FeatureSettings.Interpolation;

/** Resizing and cropping of one side of an image as a matrix. */
final class Resampling {
  /** Of the cubic that Pillow and torchvision's antialiased resizing use (Keys 1981). */
  private static final double CUBIC = -0.5;

  private Resampling() {}

  /** Returns whether it is the bilinear resizing of whole images that libtorch has as well. */
  static boolean isPlain(Preprocessing preprocessing) {
    return preprocessing.interpolation() == Interpolation.BILINEAR
        && preprocessing.cropShare() == 1;
  }

  /**
   * Returns a matrix [from * channels, size * channels], row by row: each column holds what a
   * result owes to the pixels around it.
   *
   * @param from pixels of the side
   * @param channels that lie side by side in the image's rows
   */
  static float[] matrix(Preprocessing preprocessing, int from, int channels) {
    int size = preprocessing.imageSize();
    int resized = preprocessing.resizedSide();
    // As torchvision's CenterCrop: halves are rounded to the even number.
    int first = (int) Math.rint((resized - size) / 2.0);
    float[] weights = new float[from * channels * size * channels];
    for (int to = 0; to < size; to++) {
      Column column =
          preprocessing.interpolation() == Interpolation.BILINEAR
              ? bilinear(to + first, from, resized)
              : bicubic(to + first, from, resized);
      for (int i = 0; i < column.shares.length; i++) {
        for (int c = 0; c < channels; c++) {
          int row = (column.low + i) * channels + c;
          weights[row * size * channels + to * channels + c] += (float) column.shares[i];
        }
      }
    }
    return weights;
  }

  /** The shares of the pixels from {@code low} on. */
  private record Column(int low, double[] shares) {}

  /** As torch.nn.functional.interpolate with {@code align_corners=False}. */
  private static Column bilinear(int to, int from, int resized) {
    double center = Math.max(0, (to + 0.5) * from / resized - 0.5);
    int low = (int) center;
    float share = (float) (center - low);
    float rest = 1 - share;
    // Summed up in float32, as it always was: features depend on the last bit.
    return low + 1 < from
        ? new Column(low, new double[] {rest, share})
        : new Column(low, new double[] {rest + share});
  }

  /** As Pillow's: the cubic is as wide as the pixels that become one. */
  private static Column bicubic(int to, int from, int resized) {
    double scale = (double) from / resized;
    double stretch = Math.max(1, scale);
    double center = (to + 0.5) * scale;
    int low = (int) Math.max(0, center - 2 * stretch + 0.5);
    int high = (int) Math.min(from, center + 2 * stretch + 0.5);
    double[] shares = new double[high - low];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = cubic((low + i + 0.5 - center) / stretch);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return new Column(low, shares);
  }

  private static double cubic(double distance) {
    double x = Math.abs(distance);
    if (x < 1) {
      return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
    }
    return x < 2 ? ((x - 5) * x + 8) * x * CUBIC - 4 * CUBIC : 0;
  }
}

package io.headstart.data;

import java.util.Arrays;

/**
 * Bilinear resizing with averaging, one axis: every target pixel is the mean of the source pixels
 * around its center, weighted by a triangle. Enlarging, the triangle is one source pixel wide on
 * each side (plain bilinear, half-pixel centers); shrinking, it widens with the factor, so that
 * every source pixel counts and nothing aliases. The same rule as Pillow's BILINEAR and
 * torchvision's antialias.
 */
final class Resizing {
  private final int[] first;
  private final float[][] weights;

  /**
   * Prepares one axis.
   *
   * @param from source pixels
   * @param extent how many of them the image covers: a decoder that shrinks fills up the last
   * @param span what they become
   */
  Resizing(int from, double extent, Square.Span span) {
    int count = span.count();
    first = new int[count];
    weights = new float[count][];
    double scale = extent / span.length();
    double reach = Math.max(1, scale);
    for (int i = 0; i < count; i++) {
      double center = (span.start() + i + 0.5) * scale;
      int low = (int) Math.max(0, Math.floor(center - reach + 0.5));
      int high = (int) Math.min(from, Math.floor(center + reach + 0.5));
      double[] triangle = new double[high - low];
      for (int j = low; j < high; j++) {
        triangle[j - low] = Math.max(0, 1 - Math.abs(j + 0.5 - center) / reach);
      }
      double sum = Arrays.stream(triangle).sum();
      first[i] = low;
      weights[i] = new float[triangle.length];
      for (int j = 0; j < triangle.length; j++) {
        weights[i][j] = (float) (triangle[j] / sum);
      }
    }
  }

  private int count() {
    return first.length;
  }

  /** Returns the source pixel behind the last that a target pixel needs. */
  private int end(int target) {
    return first[target] + weights[target].length;
  }

  /** Returns an image resized along both axes: rows of [width, 3], 0 .. 255. */
  static float[][] resize(PixelRows image, Resizing across, Resizing down) {
    float[] source = new float[3 * image.width()];
    float[] narrow = new float[3 * across.count()];
    float[][] target = new float[down.count()][narrow.length];
    int open = 0;
    int end = down.end(down.count() - 1);
    for (int y = down.first[0]; y < end; y++) {
      image.row(y, source);
      across.row(source, narrow);
      while (open < down.count() && down.end(open) <= y) {
        open++;
      }
      for (int t = open; t < down.count() && down.first[t] <= y; t++) {
        int tap = y - down.first[t];
        if (tap < down.weights[t].length) {
          add(target[t], narrow, down.weights[t][tap]);
        }
      }
    }
    return target;
  }

  private void row(float[] source, float[] target) {
    for (int i = 0; i < first.length; i++) {
      float[] taps = weights[i];
      float red = 0;
      float green = 0;
      float blue = 0;
      int at = 3 * first[i];
      for (float weight : taps) {
        red += weight * source[at];
        green += weight * source[at + 1];
        blue += weight * source[at + 2];
        at += 3;
      }
      target[3 * i] = red;
      target[3 * i + 1] = green;
      target[3 * i + 2] = blue;
    }
  }

  private static void add(float[] sum, float[] row, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * row[i];
    }
  }
}

package io.headstart.data;

import java.util.Arrays;

/**
 * Bilinear resizing with averaging: every target pixel is the mean of the source pixels around its
 * center, weighted by a triangle. Enlarging, the triangle is one source pixel wide on each side
 * (plain bilinear, half-pixel centers); shrinking, it widens with the factor, so that every source
 * pixel counts and nothing aliases. The same rule as Pillow's BILINEAR and torchvision's antialias.
 */
final class Resizing {
  private final int from;
  private final int[] first;
  private final float[][] weights;

  private Resizing(int from, int to) {
    this.from = from;
    first = new int[to];
    weights = new float[to][];
    double scale = (double) from / to;
    double reach = Math.max(1, scale);
    for (int i = 0; i < to; i++) {
      double center = (i + 0.5) * scale;
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

  /**
   * Resizes an image to a square; its aspect ratio is not kept.
   *
   * @param side pixels a side of the target
   * @param pixels receives uint8 [side, side, 3] from {@code offset} on
   */
  static void toSquare(DecodedImage image, int side, byte[] pixels, int offset) {
    Resizing across = new Resizing(image.width(), side);
    Resizing down = new Resizing(image.height(), side);
    float[] source = new float[3 * image.width()];
    float[] narrow = new float[3 * side];
    float[][] target = new float[side][3 * side];
    int open = 0;
    for (int y = 0; y < down.from; y++) {
      image.row(y, source);
      across.row(source, narrow);
      while (open < side && down.first[open] + down.weights[open].length <= y) {
        open++;
      }
      for (int t = open; t < side && down.first[t] <= y; t++) {
        int tap = y - down.first[t];
        if (tap < down.weights[t].length) {
          add(target[t], narrow, down.weights[t][tap]);
        }
      }
    }
    for (int t = 0; t < side; t++) {
      for (int i = 0; i < 3 * side; i++) {
        pixels[offset + t * 3 * side + i] =
            (byte) Math.max(0, Math.min(255, Math.round(target[t][i])));
      }
    }
  }

  private void row(float[] source, float[] target) {
    for (int i = 0; i < first.length; i++) {
      float red = 0;
      float green = 0;
      float blue = 0;
      for (int j = 0; j < weights[i].length; j++) {
        int at = 3 * (first[i] + j);
        red += weights[i][j] * source[at];
        green += weights[i][j] * source[at + 1];
        blue += weights[i][j] * source[at + 2];
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

package io.headstart.health;

/**
 * The lightness of an image in 32 x 32 fields, to tell whether two images show the same picture
 * whatever their brightness, contrast, small shifts and mirroring.
 */
final class GrayImage {
  private static final int SIDE = 32;

  /** Fields that one image may be shifted by: a sixteenth of its side. */
  private static final int SHIFT = 2;

  private final float[] fields;

  private GrayImage(float[] fields) {
    this.fields = fields;
  }

  /**
   * Takes the means of the fields.
   *
   * @param pixels uint8 [H, W, 3]
   * @param width W
   */
  static GrayImage of(byte[] pixels, int width) {
    return new GrayImage(fields(pixels, width, SIDE));
  }

  /** Returns the means of fields in rows: [side, side]. */
  static float[] fields(byte[] pixels, int width, int side) {
    int height = pixels.length / 3 / width;
    float[] sums = new float[side * side];
    int[] counts = new int[side * side];
    // An image smaller than the grid gives each of its pixels to several fields.
    int rows = Math.max(height, side);
    int columns = Math.max(width, side);
    for (int y = 0; y < rows; y++) {
      int from = (y * height / rows) * width;
      for (int x = 0; x < columns; x++) {
        int pixel = 3 * (from + x * width / columns);
        int field = (y * side / rows) * side + x * side / columns;
        // ITU-R BT.601, as JPEG has it.
        sums[field] +=
            0.299f * Byte.toUnsignedInt(pixels[pixel])
                + 0.587f * Byte.toUnsignedInt(pixels[pixel + 1])
                + 0.114f * Byte.toUnsignedInt(pixels[pixel + 2]);
        counts[field]++;
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= counts[i];
    }
    return sums;
  }

  /**
   * Returns the greatest correlation with another image, shifted by up to two fields each way, and
   * mirrored or not: 1 for the same picture, about 0 for two that have nothing in common.
   */
  double likeness(GrayImage other) {
    double best = -1;
    GrayImage mirrored = other.mirrored();
    for (int down = -SHIFT; down <= SHIFT; down++) {
      for (int right = -SHIFT; right <= SHIFT; right++) {
        best = Math.max(best, correlation(other, down, right));
        best = Math.max(best, correlation(mirrored, down, right));
      }
    }
    return best;
  }

  private GrayImage mirrored() {
    float[] result = new float[fields.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = fields[i - i % SIDE + SIDE - 1 - i % SIDE];
    }
    return new GrayImage(result);
  }

  /** Correlates what both show when the other is shifted; 0 where one of them shows nothing. */
  private double correlation(GrayImage other, int down, int right) {
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int y = Math.max(0, -down); y < Math.min(SIDE, SIDE - down); y++) {
      for (int x = Math.max(0, -right); x < Math.min(SIDE, SIDE - right); x++) {
        double u = fields[y * SIDE + x];
        double v = other.fields[(y + down) * SIDE + x + right];
        a += u;
        b += v;
        aa += u * u;
        bb += v * v;
        ab += u * v;
      }
    }
    int n = (SIDE - Math.abs(down)) * (SIDE - Math.abs(right));
    double product = (aa - a * a / n) * (bb - b * b / n);
    // Below one gray level of deviation there is nothing to compare.
    return product < (double) n * n ? 0 : (ab - a * b / n) / Math.sqrt(product);
  }
}

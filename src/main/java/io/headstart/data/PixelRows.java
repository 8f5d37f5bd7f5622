package io.headstart.data;

/** The decoded pixels of an image, row by row, as its file has them: not turned. */
interface PixelRows {
  /** Returns pixels a row. */
  int width();

  /** Returns how many rows there are. */
  int height();

  /** Writes one row: [width, 3], 0 .. 255; transparent pixels are laid over white. */
  void row(int y, float[] rgb);

  /**
   * Lays a sample over white.
   *
   * @param value 0 .. 255
   * @param alpha 0, transparent, .. 1
   */
  static float overWhite(float value, float alpha) {
    return value * alpha + 255 * (1 - alpha);
  }
}

package io.headstart.data;

/**
 * Pixels in words as leptonica keeps them: red, green, blue and alpha from the highest byte of a
 * word to the lowest, or four grey pixels likewise; every row starts with a word.
 *
 * @param words [height, wordsPerRow]
 * @param samples of a pixel: 1 grey, 3 without alpha, 4 with
 */
record PackedRows(int width, int height, int wordsPerRow, int samples, int[] words)
    implements PixelRows {
  @Override
  public void row(int y, float[] rgb) {
    int from = y * wordsPerRow;
    switch (samples) {
      case 1 -> gray(from, rgb);
      case 4 -> overWhite(from, rgb);
      default -> opaque(from, rgb);
    }
  }

  private void gray(int from, float[] rgb) {
    for (int x = 0; x < width; x++) {
      float value = words[from + x / 4] >>> (24 - x % 4 * 8) & 0xff;
      rgb[3 * x] = value;
      rgb[3 * x + 1] = value;
      rgb[3 * x + 2] = value;
    }
  }

  private void opaque(int from, float[] rgb) {
    for (int x = 0; x < width; x++) {
      int word = words[from + x];
      rgb[3 * x] = word >>> 24;
      rgb[3 * x + 1] = word >>> 16 & 0xff;
      rgb[3 * x + 2] = word >>> 8 & 0xff;
    }
  }

  private void overWhite(int from, float[] rgb) {
    for (int x = 0; x < width; x++) {
      int word = words[from + x];
      float alpha = (word & 0xff) / 255f;
      for (int c = 0; c < 3; c++) {
        rgb[3 * x + c] = PixelRows.overWhite(word >>> (24 - 8 * c) & 0xff, alpha);
      }
    }
  }
}

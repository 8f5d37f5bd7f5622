package io.headstart.report;

import java.awt.image.BufferedImage;

/** Small images inside a page, as long as the page stays small. */
final class Thumbnails {
  /** Pixels a side of a thumbnail, at most. */
  private static final int SIDE = 96;

  /** Below so many pixels a side PNG is as small as JPEG, and blurs nothing. */
  private static final int EXACT = 48;

  /** Letters of all addresses: with the rest of the page, below 5 MB. */
  private static final int MOST = 4_500_000;

  private int letters;

  /**
   * Returns an image as a {@code data:} address; empty when the page has no more room.
   *
   * @param pixels uint8 [H, W, 3]
   * @param width W
   */
  String address(byte[] pixels, int width) {
    BufferedImage image = shrunk(pixels, width);
    String address = Thumbnail.encoded(image, image.getWidth() < EXACT ? "png" : "jpeg");
    if (letters + address.length() > MOST) {
      return "";
    }
    letters += address.length();
    return address;
  }

  /** Takes the mean of the pixels that fall together. */
  private static BufferedImage shrunk(byte[] pixels, int width) {
    int height = pixels.length / 3 / width;
    int factor = Math.max(1, (Math.max(width, height) + SIDE - 1) / SIDE);
    int columns = Math.max(1, width / factor);
    int rows = Math.max(1, height / factor);
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          rgb = (rgb << 8) | mean(pixels, width, x * factor, y * factor, factor, channel);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static int mean(byte[] pixels, int width, int left, int top, int factor, int channel) {
    int height = pixels.length / 3 / width;
    int sum = 0;
    int count = 0;
    for (int y = top; y < Math.min(height, top + factor); y++) {
      for (int x = left; x < Math.min(width, left + factor); x++) {
        sum += Byte.toUnsignedInt(pixels[3 * (y * width + x) + channel]);
        count++;
      }
    }
    return sum / count;
  }
}

package io.headstart.data;

import io.headstart.config.DataSettings.Resize;
import java.util.Arrays;

/**
 * The square that images of any shape become, and how.
 *
 * <ul>
 *   <li>crop: the shorter side becomes 256/224 of the square's, then the middle is taken, as
 *       torchvision's Resize and CenterCrop do;
 *   <li>pad: the longer side becomes the square's, black on both sides of the other, as Pillow's
 *       ImageOps.pad does;
 *   <li>stretch: both sides become the square's. Decoded as version 0.1.0 did, to the same bytes
 *       for all images that are neither turned nor CMYK.
 * </ul>
 *
 * @param side pixels a side, 1 or more
 */
public record Square(int side, Resize resize) {
  /** What is decoded at a smaller size keeps that many pixels a pixel of the square, each way. */
  private static final int KEPT = 2;

  private static final int MOST_REDUCED = 8;

  /**
   * A part of one axis of an image that was resized.
   *
   * @param length pixels the whole axis is resized to
   * @param start the first pixel that counts
   * @param count pixels that count
   * @param place where the first of them lies in the square
   */
  record Span(int length, int start, int count, int place) {
    /** Returns the same pixels counted from the other end. */
    Span mirrored() {
      return new Span(length, length - start - count, count, place);
    }
  }

  /**
   * Returns what of an axis gets into the square.
   *
   * @param length the axis, in pixels
   * @param other the other axis
   */
  Span span(int length, int other) {
    return switch (resize) {
      case STRETCH -> new Span(side, 0, side, 0);
      case CROP -> {
        int shorter = (int) Math.rint(side * 256 / 224.0);
        long resized = length <= other ? shorter : (long) shorter * length / other;
        int whole = (int) Math.min(Integer.MAX_VALUE, resized);
        yield new Span(whole, (int) Math.rint((whole - side) / 2.0), side, 0);
      }
      case PAD -> {
        double share = Math.min(1, (double) length / other);
        int count = (int) Math.max(1, Math.rint(side * share));
        yield new Span(count, 0, count, (int) Math.rint((side - count) / 2.0));
      }
    };
  }

  /**
   * Returns by how much a decoder may divide both sides of an image: 1, 2, 4 or 8. What is left has
   * at least twice the pixels each way that the square has of it, so that the averaging that
   * follows still decides what is seen.
   */
  int reduction(int width, int height) {
    if (resize == Resize.STRETCH) {
      return 1;
    }
    int across = span(width, height).length();
    int down = span(height, width).length();
    int reduction = 1;
    while (reduction < MOST_REDUCED
        && (long) KEPT * across * reduction * 2 <= width
        && (long) KEPT * down * reduction * 2 <= height) {
      reduction *= 2;
    }
    return reduction;
  }

  /** Returns the bytes of its pixels: side * side * 3. */
  public int bytes() {
    return Math.multiplyExact(3 * side, side);
  }

  /** Returns whether images are decoded by the library's decoder where it is there. */
  boolean isDecodedNatively() {
    return resize != Resize.STRETCH;
  }

  /**
   * Returns all that decides the pixels beside the files and the side; empty for stretch, whose
   * features of version 0.1.0 are found under their keys.
   */
  String key() {
    return switch (resize) {
      case STRETCH -> "";
      case CROP -> "crop 256/224, " + decoding();
      case PAD -> "pad black, " + decoding();
    };
  }

  private static String decoding() {
    return Leptonica.problem().isEmpty()
        ? "antialiased bilinear; JPEG: libjpeg-turbo 3.0.1, reduced down to " + KEPT + " times"
        : "antialiased bilinear; JPEG: ImageIO";
  }

  /**
   * Writes an image, turned as its file says.
   *
   * @param pixels receives uint8 [side, side, 3] from {@code offset} on
   */
  public void draw(DecodedImage image, byte[] pixels, int offset) {
    Orientation orientation = image.orientation();
    boolean sideways = orientation.turnsSideways();
    Span across = span(image.width(), image.height());
    Span down = span(image.height(), image.width());
    Span columns = sideways ? down : across;
    Span lines = sideways ? across : down;
    float[][] drawn =
        image.resized(
            orientation.mirrorsColumns() ? columns.mirrored() : columns,
            orientation.mirrorsRows() ? lines.mirrored() : lines);
    if (resize == Resize.PAD) {
      Arrays.fill(pixels, offset, offset + 3 * side * side, (byte) 0);
    }
    int start = offset + 3 * (down.place() * side + across.place());
    for (int y = 0; y < down.count(); y++) {
      for (int x = 0; x < across.count(); x++) {
        int column = sideways ? y : x;
        int line = sideways ? x : y;
        int u = orientation.mirrorsColumns() ? columns.count() - 1 - column : column;
        int v = orientation.mirrorsRows() ? lines.count() - 1 - line : line;
        for (int c = 0; c < 3; c++) {
          int value = Math.round(drawn[v][3 * u + c]);
          pixels[start + 3 * (y * side + x) + c] = (byte) Math.max(0, Math.min(255, value));
        }
      }
    }
  }
}

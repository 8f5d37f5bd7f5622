package io.headstart.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Small images as a page holds them. */
public final class Thumbnail {
  /** Pixels of the longer side, at most. */
  static final int SIDE = 64;

  private Thumbnail() {}

  /** Below so many pixels a side PNG is as small as JPEG, and blurs nothing. */
  private static final int EXACT = 48;

  /** Returns an image, made small, as the {@code data:} address of a JPEG file. */
  static String address(ImageSource.Pixels pixels) {
    return encoded(of(pixels, SIDE), "jpeg");
  }

  /**
   * Returns an image, made small.
   *
   * @param side pixels of the longer side, at most
   */
  public static BufferedImage of(ImageSource.Pixels pixels, int side) {
    return small(image(pixels), side);
  }

  /**
   * Returns an image as a file, PNG where it is very small, else JPEG.
   *
   * @param side pixels of the longer side, at most
   */
  public static byte[] file(ImageSource.Pixels pixels, int side) {
    BufferedImage image = of(pixels, side);
    boolean exact = Math.max(image.getWidth(), image.getHeight()) <= EXACT;
    return bytes(image, exact ? "png" : "jpeg");
  }

  /**
   * Returns an image as it is, as a {@code data:} address.
   *
   * @param type {@code jpeg} or {@code png}
   */
  static String encoded(BufferedImage image, String type) {
    return "data:image/"
        + type
        + ";base64,"
        + Base64.getEncoder().encodeToString(bytes(image, type));
  }

  private static byte[] bytes(BufferedImage image, String type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, type, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(ImageSource.Pixels pixels) {
    int width = pixels.width();
    BufferedImage image = new BufferedImage(width, pixels.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = pixels.rgb();
    for (int p = 0; p < width * pixels.height(); p++) {
      int color =
          ((rgb[3 * p] & 0xff) << 16) | ((rgb[3 * p + 1] & 0xff) << 8) | (rgb[3 * p + 2] & 0xff);
      image.setRGB(p % width, p / width, color);
    }
    return image;
  }

  /** Halves as often as it can first: bilinear alone would skip pixels. */
  private static BufferedImage small(BufferedImage image, int side) {
    BufferedImage small = image;
    while (Math.max(small.getWidth(), small.getHeight()) > side) {
      double longer = Math.max(small.getWidth(), small.getHeight());
      double factor = Math.max(0.5, side / longer);
      int width = Math.max(1, (int) Math.round(factor * small.getWidth()));
      int height = Math.max(1, (int) Math.round(factor * small.getHeight()));
      BufferedImage next = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = next.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(small, 0, 0, width, height, null);
      graphics.dispose();
      small = next;
    }
    return small;
  }
}

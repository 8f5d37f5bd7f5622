package io.headstart.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Draws PNG images at twice their size, so that they are sharp on dense screens and in print. */
final class Image {
  private static final int SCALE = 2;

  private Image() {}

  /** Returns the font of all charts; a logical one, so that every Java has it. */
  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /**
   * Returns why this machine cannot draw text, if so: a Java without fonts must not cost a run its
   * report.
   */
  static Optional<String> problem() {
    try {
      png(1, 1, graphics -> graphics.getFontMetrics(font(Font.PLAIN, 12)).stringWidth("a"));
      return Optional.empty();
    } catch (RuntimeException | LinkageError | InternalError e) {
      return Optional.of("This Java cannot draw text (are fontconfig and a font installed?): " + e);
    }
  }

  /** Returns the width of an image drawn here, in points. */
  static int width(byte[] png) {
    // A PNG file begins with 8 bytes of signature and 8 of its header's frame; then comes the
    // width.
    return ByteBuffer.wrap(png).getInt(16) / SCALE;
  }

  /**
   * Draws and encodes.
   *
   * @param width in points; the image has twice as many pixels
   * @param height in points
   */
  static byte[] png(int width, int height, Consumer<Graphics2D> drawing) {
    BufferedImage image =
        new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    drawing.accept(graphics);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}

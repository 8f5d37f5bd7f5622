package io.headstart.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image decoded to RGB rows, from a file, bytes, a stream or Java's own image: the one place
 * where images are decoded. Grey images become equal red, green and blue; transparent pixels are
 * laid over white; of an animation the first frame counts. Orientation tags (EXIF) are not applied.
 */
public final class DecodedImage {
  private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "gif");

  /** More pixels than this are refused before memory is asked for them. */
  private static final long MAX_PIXELS = 100_000_000;

  /** So are pixels that take more memory than that many of 8-bit red, green and blue. */
  private static final long MAX_BYTES = 3 * MAX_PIXELS;

  private final BufferedImage image;
  private final boolean gray;

  private DecodedImage(BufferedImage image) {
    this.image = image;
    ColorModel colors = image.getColorModel();
    // BufferedImage.getRGB takes grey samples for linear light and brightens them: 128 becomes 188.
    gray =
        !(colors instanceof IndexColorModel)
            && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** Returns whether a file of this name is taken for an image. */
  static boolean isImageName(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Takes an image of Java's own, which must not change afterwards. */
  public static DecodedImage of(BufferedImage image) {
    return new DecodedImage(image);
  }

  /**
   * Decodes a file by its content, whatever its extension.
   *
   * @throws IOException when it is broken, of an unknown format or too large
   */
  public static DecodedImage read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device may never end.
      throw new IOException("not a regular file");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        throw new IOException("the file cannot be opened");
      }
      return decode(in);
    }
  }

  /**
   * Decodes bytes or a stream, as {@link #read(Path)}. The stream is not closed; what an image
   * takes of it is kept in memory, not in a file.
   */
  public static DecodedImage read(InputStream stream) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(stream)) {
      return decode(in);
    }
  }

  /** Returns the pixels on the shorter side of a file, by its header; empty where it has none. */
  static OptionalInt shorterSide(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return OptionalInt.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return OptionalInt.of(Math.min(reader.getWidth(0), reader.getHeight(0)));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers meet some broken files with unchecked exceptions.
      return OptionalInt.empty();
    }
  }

  private static DecodedImage decode(ImageInputStream in) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw new IOException("not a PNG, JPEG, BMP or GIF image");
    }
    long scans = JpegScans.in(in);
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      require("pixels", pixels, MAX_PIXELS);
      require("bytes of pixels", pixels * bytesPerPixel(reader), MAX_BYTES);
      JpegScans.require(scans, pixels);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      DecodedImage image = new DecodedImage(reader.read(0));
      requireEnd(warnings);
      return image;
    } catch (RuntimeException e) {
      // ImageIO's readers meet some broken files with unchecked exceptions.
      throw new IOException("damaged: " + e, e);
    } finally {
      reader.dispose();
    }
  }

  /** libjpeg fills what is missing of a file with grey, and only warns. */
  private static void requireEnd(List<String> warnings) throws IOException {
    if (warnings.stream()
        .anyMatch(warning -> warning.toLowerCase(Locale.ROOT).contains("premature end"))) {
      throw new IOException("the file ends within the image");
    }
  }

  private static void require(String what, long received, long most) throws IOException {
    if (received > most) {
      throw new IOException(
          String.format(Locale.ROOT, "%,d %s, more than %,d", received, what, most));
    }
  }

  /** Returns what a pixel takes in memory once decoded: 1 to 8. */
  private static int bytesPerPixel(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext()) {
      return 3;
    }
    SampleModel samples = types.next().getSampleModel();
    return samples.getNumDataElements() * DataBuffer.getDataTypeSize(samples.getDataType()) / 8;
  }

  /**
   * Writes the image resized to a square, as {@link Resizing} does it; its aspect ratio is not
   * kept.
   *
   * @param side pixels a side of the target
   * @param pixels receives uint8 [side, side, 3] from {@code offset} on
   */
  public void toSquare(int side, byte[] pixels, int offset) {
    Resizing.toSquare(this, side, pixels, offset);
  }

  int height() {
    return image.getHeight();
  }

  int width() {
    return image.getWidth();
  }

  /** Writes one row: [width, 3], 0 .. 255. */
  void row(int y, float[] rgb) {
    if (gray) {
      grayRow(y, rgb);
    } else {
      int[] argb = image.getRGB(0, y, width(), 1, null, 0, width());
      for (int x = 0; x < argb.length; x++) {
        float alpha = (argb[x] >>> 24) / 255f;
        for (int c = 0; c < 3; c++) {
          rgb[3 * x + c] = overWhite((argb[x] >> (16 - 8 * c)) & 0xff, alpha);
        }
      }
    }
  }

  private void grayRow(int y, float[] rgb) {
    Raster raster = image.getRaster();
    float scale = 255f / ((1 << raster.getSampleModel().getSampleSize(0)) - 1);
    int[] samples = raster.getSamples(0, y, width(), 1, 0, (int[]) null);
    boolean transparent = image.getColorModel().hasAlpha() && raster.getNumBands() > 1;
    int[] alphas = transparent ? raster.getSamples(0, y, width(), 1, 1, (int[]) null) : null;
    for (int x = 0; x < samples.length; x++) {
      float alpha = alphas == null ? 1 : alphas[x] * scale / 255;
      float value = overWhite(samples[x] * scale, alpha);
      rgb[3 * x] = value;
      rgb[3 * x + 1] = value;
      rgb[3 * x + 2] = value;
    }
  }

  private static float overWhite(float value, float alpha) {
    return value * alpha + 255 * (1 - alpha);
  }
}

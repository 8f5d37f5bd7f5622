package io.headstart.data;

import io.headstart.config.DataSettings.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image decoded to RGB rows, from a file, bytes, a stream or Java's own image. Grey images
 * become equal red, green and blue; transparent pixels are laid over white; of an animated GIF the
 * first frame counts; photographs are turned as their EXIF says.
 */
public final class DecodedImage {
  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "tiff");

  private final PixelRows rows;
  private final int reduction;
  private final int fullWidth;
  private final int fullHeight;
  private final Orientation orientation;

  /** Takes pixels that were decoded at full size. */
  DecodedImage(PixelRows rows, Orientation orientation) {
    this(rows, 1, rows.width(), rows.height(), orientation);
  }

  /**
   * Takes pixels.
   *
   * @param reduction by which both sides were divided, and rounded up
   * @param fullWidth the width before that, not turned
   */
  DecodedImage(
      PixelRows rows, int reduction, int fullWidth, int fullHeight, Orientation orientation) {
    this.rows = rows;
    this.reduction = reduction;
    this.fullWidth = fullWidth;
    this.fullHeight = fullHeight;
    this.orientation = orientation;
  }

  /** Returns whether a file of this name is taken for an image. */
  static boolean isImageName(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Takes an image of Java's own, which must not change afterwards. */
  public static DecodedImage of(BufferedImage image) {
    return new DecodedImage(new BufferedRows(image), Orientation.UPRIGHT);
  }

  /** Decodes a file at full size, as {@link #read(Path, Square)}. */
  public static DecodedImage read(Path file) throws IOException {
    return read(file, new Square(1, Resize.STRETCH));
  }

  /**
   * Decodes a file by its content, whatever its extension.
   *
   * @param square what it is decoded for: a much larger image may be decoded at a smaller size
   * @throws IOException when it is broken, of an unknown format or too large
   */
  public static DecodedImage read(Path file, Square square) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device may never end.
      throw new IOException("not a regular file");
    }
    if (Files.size(file) <= Leptonica.MOST_BYTES) {
      return read(Files.readAllBytes(file), square);
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        throw new IOException("the file cannot be opened");
      }
      return ImageDecoder.decode(in, Optional.empty(), square);
    }
  }

  /** Decodes the bytes of a file, as {@link #read(Path, Square)}. */
  public static DecodedImage read(byte[] file, Square square) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      return ImageDecoder.decode(in, Optional.of(file), square);
    }
  }

  /** Decodes a stream at full size, as {@link #read(InputStream, Square)}. */
  public static DecodedImage read(InputStream stream) throws IOException {
    return read(stream, new Square(1, Resize.STRETCH));
  }

  /**
   * Returns the pixels on the shorter side of an image, by its header; empty where that cannot be
   * told, as in a broken file.
   */
  static OptionalInt shorterSide(InputStream file) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(file)) {
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

  /**
   * Decodes a stream, as {@link #read(Path, Square)}. It is read to its end, or for 64 MiB and then
   * as far as the image goes, into memory; it is not closed.
   */
  public static DecodedImage read(InputStream stream, Square square) throws IOException {
    byte[] start = stream.readNBytes(Leptonica.MOST_BYTES);
    if (start.length < Leptonica.MOST_BYTES) {
      return read(start, square);
    }
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), stream);
    try (ImageInputStream in = new MemoryCacheImageInputStream(whole)) {
      return ImageDecoder.decode(in, Optional.empty(), square);
    }
  }

  /** Writes the image stretched to a square; its aspect ratio is not kept. */
  public void toSquare(int side, byte[] pixels, int offset) {
    new Square(side, Resize.STRETCH).draw(this, pixels, offset);
  }

  /**
   * Returns the pixels of an image that was decoded at full size, turned as its file says: uint8
   * [height, width, 3].
   */
  public byte[] pixels() {
    if (reduction != 1) {
      throw new IllegalStateException("decoded at a smaller size");
    }
    byte[] pixels = new byte[Math.multiplyExact(3 * width(), height())];
    float[] row = new float[3 * rows.width()];
    for (int v = 0; v < rows.height(); v++) {
      rows.row(v, row);
      int line = orientation.mirrorsRows() ? rows.height() - 1 - v : v;
      for (int u = 0; u < rows.width(); u++) {
        int column = orientation.mirrorsColumns() ? rows.width() - 1 - u : u;
        boolean sideways = orientation.turnsSideways();
        int at = 3 * ((sideways ? column : line) * width() + (sideways ? line : column));
        for (int c = 0; c < 3; c++) {
          pixels[at + c] = (byte) Math.round(row[3 * u + c]);
        }
      }
    }
    return pixels;
  }

  /** Returns the width as the image is shown, in pixels of its file. */
  public int width() {
    return orientation.turnsSideways() ? fullHeight : fullWidth;
  }

  /** Returns the height as the image is shown, in pixels of its file. */
  public int height() {
    return orientation.turnsSideways() ? fullWidth : fullHeight;
  }

  Orientation orientation() {
    return orientation;
  }

  /** Returns the pixels as they were decoded: perhaps smaller, and not turned. */
  PixelRows rows() {
    return rows;
  }

  /**
   * Returns the image resized: rows of [columns.count, 3], 0 .. 255, not turned.
   *
   * @param columns which pixels of a row, of the file's rows
   * @param lines which rows
   */
  float[][] resized(Square.Span columns, Square.Span lines) {
    return Resizing.resize(
        rows,
        new Resizing(rows.width(), (double) fullWidth / reduction, columns),
        new Resizing(rows.height(), (double) fullHeight / reduction, lines));
  }
}

package io.headstart.inference;

import io.headstart.data.DecodedImage;
import io.headstart.data.FoundImage;
import io.headstart.data.Square;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * An image to classify or to extract features of: PNG, JPEG, WebP, TIFF, BMP or GIF as a file,
 * bytes or a stream, or an image of Java's own. Nothing is read before it is used.
 */
public final class ImageInput {
  private final String name;
  private final Source source;

  /** Decodes the image. */
  @FunctionalInterface
  private interface Source {
    void draw(Square square, byte[] pixels) throws IOException;
  }

  /** Reads an image from wherever it is. */
  @FunctionalInterface
  private interface Decoding {
    DecodedImage decode(Square square) throws IOException;
  }

  private ImageInput(String name, Source source) {
    this.name = name;
    this.source = source;
  }

  private static ImageInput of(String name, Decoding decoding) {
    return new ImageInput(
        name, (square, pixels) -> square.draw(decoding.decode(square), pixels, 0));
  }

  /** Names a file; its content decides the format, not its extension. */
  public static ImageInput of(Path file) {
    return of(file.toString(), square -> DecodedImage.read(file, square));
  }

  /** Names a file that was found. */
  public static ImageInput of(FoundImage file) {
    return of(file.name(), file::read);
  }

  /** Takes the bytes of an image file, which must not change before they are used. */
  public static ImageInput of(byte[] bytes) {
    return of(bytes.length + " bytes", square -> DecodedImage.read(bytes, square));
  }

  /** Takes a stream with an image file; it is read when the image is used, once, and not closed. */
  public static ImageInput of(InputStream stream) {
    return of("a stream", square -> DecodedImage.read(stream, square));
  }

  /** Takes an image of any type, which must not change before it is used. */
  public static ImageInput of(BufferedImage image) {
    return of(
        image.getWidth() + " x " + image.getHeight() + " image", square -> DecodedImage.of(image));
  }

  /** Returns the same image under another name, for messages about it. */
  public ImageInput named(String other) {
    return new ImageInput(other, source);
  }

  /** Returns what messages call it: its path, unless {@linkplain #named named} otherwise. */
  public String name() {
    return name;
  }

  /**
   * Decodes the image.
   *
   * @return the same image, drawn as this square already
   */
  ImageInput decoded(Square square) throws IOException {
    byte[] drawn = new byte[square.bytes()];
    draw(square, drawn);
    return new ImageInput(
        name,
        (same, pixels) -> {
          if (!same.equals(square)) {
            throw new IllegalArgumentException("decoded for another classifier");
          }
          System.arraycopy(drawn, 0, pixels, 0, drawn.length);
        });
  }

  /** Writes the image as a square: uint8 [side, side, 3] from the start of the pixels on. */
  void draw(Square square, byte[] pixels) throws IOException {
    source.draw(square, pixels);
  }
}

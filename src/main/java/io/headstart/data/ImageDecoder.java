package io.headstart.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.stream.ImageInputStream;

/**
 * The one place where image files are decoded. What the header says is compared with the limits
 * before memory is asked for.
 *
 * <p>JPEG for a square that is not stretched, CMYK and WebP go to {@link Leptonica} where it loads;
 * all else, and JPEG in which that finds anything broken, goes to Java's ImageIO.
 */
final class ImageDecoder {
  /** More pixels than this are refused before memory is asked for them. */
  private static final int MAX_PIXELS = 100_000_000;

  /** So are pixels that take more memory than that many of 8-bit red, green and blue. */
  private static final long MAX_BYTES = 3L * MAX_PIXELS;

  /** StripByteCounts, TileByteCounts and JPEGInterchangeFormatLength of TIFF 6.0. */
  private static final int[] STRIP_BYTES = {279, 325, 514};

  /** Pixels that are decoded at a time in a process, whatever its threads: some 400 MB. */
  private static final Semaphore PIXELS = new Semaphore(MAX_PIXELS);

  private static final int CMYK = 4;
  private static final int MARKER = 0xFF;
  private static final int END_OF_IMAGE = 0xD9;

  private final ImageInputStream in;
  private final Square square;

  private ImageDecoder(ImageInputStream in, Square square) {
    this.in = in;
    this.square = square;
  }

  /**
   * Decodes a file.
   *
   * @param in at its start
   * @param file the same as bytes, unless it is too long for that
   * @throws IOException when it is broken, of an unknown format or too large; its message is for
   *     users, and names no class of Java's
   */
  static DecodedImage decode(ImageInputStream in, Optional<byte[]> file, Square square)
      throws IOException {
    try {
      return new ImageDecoder(in, square).decode(file);
    } catch (IOException e) {
      String reason = Reason.of(e);
      throw reason.equals(e.getMessage()) ? e : new IOException(reason, e);
    } catch (RuntimeException e) {
      // ImageIO's readers meet some broken files with unchecked exceptions.
      throw new IOException(Reason.DAMAGED, e);
    }
  }

  private DecodedImage decode(Optional<byte[]> file) throws IOException {
    if (Orientation.isWebP(in)) {
      return webP(file);
    }
    Optional<JpegHeader> jpeg = JpegHeader.in(in);
    boolean wanted =
        jpeg.isPresent() && (square.isDecodedNatively() || jpeg.get().components() == CMYK);
    if (wanted && file.isPresent() && Leptonica.problem().isEmpty()) {
      Optional<DecodedImage> decoded = jpeg(file.get());
      if (decoded.isPresent()) {
        return decoded.get();
      }
    }
    return byImageIo();
  }

  private DecodedImage webP(Optional<byte[]> file) throws IOException {
    if (Leptonica.problem().isPresent()) {
      throw new IOException(
          "WebP cannot be read here: its decoder did not load, " + Leptonica.problem().get());
    }
    byte[] bytes = file.orElseThrow(() -> new IOException("a WebP file of more than 64 MiB"));
    Leptonica.Size size =
        Leptonica.webPSize(bytes).orElseThrow(() -> new IOException("a broken WebP header"));
    return new DecodedImage(
        decoding(
            pixels(size.width(), size.height()),
            () ->
                Leptonica.webP(bytes)
                    .orElseThrow(() -> new IOException("damaged, or an animated WebP"))),
        Orientation.in(in));
  }

  /** Returns empty when something is broken, which ImageIO names, or does not mind. */
  private Optional<DecodedImage> jpeg(byte[] file) throws IOException {
    Optional<Leptonica.Size> read = hasEnd(file) ? Leptonica.jpegSize(file) : Optional.empty();
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Leptonica.Size size = read.get();
    long pixels = pixels(size.width(), size.height());
    JpegScans.require(JpegScans.in(in), pixels);
    int reduction = square.reduction(size.width(), size.height());
    Orientation orientation = Orientation.in(in);
    return decoding(pixels, () -> Leptonica.jpeg(file, reduction))
        .map(rows -> new DecodedImage(rows, reduction, size.width(), size.height(), orientation));
  }

  /** Of a file that was cut off, libjpeg would tell standard error. */
  private static boolean hasEnd(byte[] file) {
    for (int i = file.length - 1; i > 0; i--) {
      if ((file[i] & 0xFF) == END_OF_IMAGE && (file[i - 1] & 0xFF) == MARKER) {
        return true;
      }
    }
    return false;
  }

  private DecodedImage byImageIo() throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw new IOException("not a PNG, JPEG, WebP, TIFF, BMP or GIF image");
    }
    long scans = JpegScans.in(in);
    Orientation orientation = Orientation.in(in);
    Optional<TiffSamples> tiff = TiffSamples.in(in);
    Optional<String> unsupported = tiff.flatMap(TiffSamples::problem);
    if (unsupported.isPresent()) {
      throw new IOException(unsupported.get());
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      long pixels = pixels(reader.getWidth(0), reader.getHeight(0));
      require("bytes of pixels", pixels * bytesPerPixel(reader), MAX_BYTES);
      JpegScans.require(scans, pixels);
      if (reader.getFormatName().toLowerCase(Locale.ROOT).startsWith("tif")) {
        requireStrips(TIFFDirectory.createFromMetadata(reader.getImageMetadata(0)));
      }
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      PixelRows rows = decoding(pixels, () -> rows(reader.read(0), tiff));
      requireEnd(warnings);
      return new DecodedImage(rows, orientation);
    } finally {
      reader.dispose();
    }
  }

  private static PixelRows rows(BufferedImage image, Optional<TiffSamples> tiff) {
    return tiff.isPresent()
        ? new BufferedRows(tiff.get().asWritten(image), tiff.get().cmyk())
        : new BufferedRows(image);
  }

  /** The reader makes room for as many bytes as a strip is said to have, whatever the file has. */
  private void requireStrips(TIFFDirectory directory) throws IOException {
    long most = in.length() >= 0 ? in.length() : MAX_BYTES;
    for (int tag : STRIP_BYTES) {
      TIFFField field = directory.getTIFFField(tag);
      if (field != null && field.isIntegral()) {
        for (int i = 0; i < field.getCount(); i++) {
          require("bytes of a strip", field.getAsLong(i), most);
        }
      }
    }
  }

  /** Decodes something. */
  @FunctionalInterface
  private interface Decoding<T> {
    T decode() throws IOException;
  }

  /** Returns how many pixels a header promises: 1 .. {@link #MAX_PIXELS}. */
  private static long pixels(int width, int height) throws IOException {
    if (width < 1 || height < 1) {
      throw new IOException("a header of " + width + " x " + height + " pixels");
    }
    long pixels = (long) width * height;
    require("pixels", pixels, MAX_PIXELS);
    return pixels;
  }

  /** Waits until there is room for so many more pixels, then decodes them. */
  private static <T> T decoding(long pixels, Decoding<T> decoding) throws IOException {
    PIXELS.acquireUninterruptibly((int) pixels);
    try {
      return decoding.decode();
    } finally {
      PIXELS.release((int) pixels);
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
}

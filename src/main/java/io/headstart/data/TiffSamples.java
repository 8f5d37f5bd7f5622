package io.headstart.data;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.WritableRaster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.stream.ImageInputStream;

/**
 * What the samples of a TIFF mean, by the tags of its first directory (TIFF 6.0). Java's reader
 * hands on many kinds as if they were 8-bit RGB, and turns colors by an embedded profile, which is
 * done with none of JPEG, PNG and WebP.
 *
 * @param tags of {@link #NUMBERS} those that are there, and their first values
 * @param profile whether an ICC profile is embedded
 */
record TiffSamples(Map<Integer, int[]> tags, boolean profile) {
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int SAMPLES = 277;
  private static final int EXTRA = 338;
  private static final int FORMAT = 339;
  private static final int PROFILE = 34675;
  private static final Set<Integer> NUMBERS =
      Set.of(BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, EXTRA, FORMAT);

  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;
  private static final int UNKNOWN = -1;

  private static final Set<Integer> JPEG = Set.of(6, 7);
  private static final int SHORT = 3;
  private static final int LITTLE = 0x49492A00;
  private static final int BIG = 0x4D4D002A;
  private static final int MOST_ENTRIES = 1000;
  private static final int MOST_VALUES = 8;

  /** Reads them; empty for what is no TIFF, or broken. */
  static Optional<TiffSamples> in(ImageInputStream in) throws IOException {
    in.mark();
    ByteOrder order = in.getByteOrder();
    try {
      int start = in.readInt();
      if (start != LITTLE && start != BIG) {
        return Optional.empty();
      }
      in.setByteOrder(start == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      return Optional.of(directory(in, in.readUnsignedInt()));
    } catch (EOFException | IndexOutOfBoundsException truncated) {
      return Optional.empty();
    } finally {
      in.setByteOrder(order);
      in.reset();
    }
  }

  private static TiffSamples directory(ImageInputStream in, long start) throws IOException {
    Map<Integer, int[]> tags = new HashMap<>();
    boolean profile = false;
    in.seek(start);
    int entries = Math.min(MOST_ENTRIES, in.readUnsignedShort());
    for (int i = 0; i < entries; i++) {
      in.seek(start + 2 + 12L * i);
      int tag = in.readUnsignedShort();
      profile |= tag == PROFILE;
      // Java's reader takes these of no other type.
      if (NUMBERS.contains(tag) && in.readUnsignedShort() == SHORT) {
        tags.put(tag, values(in, in.readUnsignedInt()));
      }
    }
    return new TiffSamples(tags, profile);
  }

  /** More than two do not fit the entry, which then says where they are. */
  private static int[] values(ImageInputStream in, long count) throws IOException {
    if (count > 2) {
      in.seek(in.readUnsignedInt());
    }
    int[] values = new int[(int) Math.min(MOST_VALUES, count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readUnsignedShort();
    }
    return values;
  }

  private IntStream all(int tag) {
    return Arrays.stream(tags.getOrDefault(tag, new int[0]));
  }

  private int first(int tag, int otherwise) {
    return all(tag).findFirst().orElse(otherwise);
  }

  private int photometric() {
    return first(PHOTOMETRIC, UNKNOWN);
  }

  private int samples() {
    return first(SAMPLES, 1);
  }

  private int bits() {
    return all(BITS).max().orElse(1);
  }

  private boolean jpeg() {
    return JPEG.contains(first(COMPRESSION, 1));
  }

  /** Returns why the file cannot be read, in words; empty where it can. */
  Optional<String> problem() {
    return kind()
        .map(
            kind ->
                "TIFF of " + kind + " is not supported: save it as grey or RGB of 8 or 16 bits");
  }

  private Optional<String> kind() {
    if (all(FORMAT).anyMatch(format -> format != 1 && format != 4)) {
      int format = all(FORMAT).filter(one -> one != 1 && one != 4).findFirst().orElseThrow();
      String name = format == 3 ? "floating-point" : format == 2 ? "signed" : "complex";
      return Optional.of("%d-bit %s samples".formatted(bits(), name));
    }
    if (bits() > 16) {
      return Optional.of("%d-bit integer samples".formatted(bits()));
    }
    return switch (photometric()) {
      case WHITE_IS_ZERO, BLACK_IS_ZERO, PALETTE -> grayKind();
      case RGB, YCBCR -> samples() > 4 ? tooMany() : Optional.empty();
      case CMYK -> cmykKind();
      case 4 -> Optional.of("a transparency mask");
      case 8, 9, 10 -> Optional.of("CIE L*a*b* colors");
      case 32803, 34892 -> Optional.of("a camera's raw samples");
      case 32844, 32845 -> Optional.of("logarithmic samples (LogLuv)");
      case UNKNOWN -> Optional.empty();
      default -> Optional.of("unknown colors (photometric interpretation " + photometric() + ")");
    };
  }

  private Optional<String> grayKind() {
    if (samples() > 2) {
      return tooMany();
    }
    if (samples() == 2 && first(EXTRA, UNKNOWN) == 1) {
      return Optional.of("grey with premultiplied alpha");
    }
    boolean common = Set.of(1, 2, 4, 8, 16).contains(bits());
    return photometric() == WHITE_IS_ZERO && !common
        ? Optional.of("%d-bit samples whose zero is white".formatted(bits()))
        : Optional.empty();
  }

  private Optional<String> cmykKind() {
    if (samples() != 4) {
      return tooMany();
    }
    return jpeg() ? Optional.of("JPEG-compressed CMYK") : Optional.empty();
  }

  private Optional<String> tooMany() {
    return Optional.of(samples() + " samples a pixel");
  }

  /** Returns whether it is CMYK: ink on white, four samples a pixel. */
  boolean cmyk() {
    return photometric() == CMYK;
  }

  /** Returns whether another sample beside the colors is said to be something else than alpha. */
  private boolean opaque() {
    return first(EXTRA, UNKNOWN) == 0;
  }

  /**
   * Returns whether Java's reader and {@link BufferedImage#getRGB(int, int)} alone read it right.
   * Others were once read otherwise, so that their pixels have another hash.
   */
  boolean plain() {
    boolean colors =
        switch (photometric()) {
          case RGB -> !profile && !opaque();
          case YCBCR -> !profile && jpeg();
          case CMYK -> !profile && bits() == 8;
          case WHITE_IS_ZERO, BLACK_IS_ZERO -> !opaque();
          default -> true;
        };
    return colors && problem().isEmpty();
  }

  /**
   * Returns an image that Java's reader made, its samples taken for what they are: sRGB or grey,
   * whatever the profile, and opaque unless there is alpha.
   */
  BufferedImage asWritten(BufferedImage image) {
    ColorModel read = image.getColorModel();
    if (plain() || cmyk() || !(read instanceof ComponentColorModel)) {
      return image;
    }
    int colors = photometric() == RGB || photometric() == YCBCR ? 3 : 1;
    WritableRaster raster = image.getRaster();
    boolean alpha = raster.getNumBands() > colors && !opaque();
    boolean premultiplied = alpha && read.isAlphaPremultiplied();
    int[] bands = IntStream.range(0, colors + (alpha ? 1 : 0)).toArray();
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(colors == 3 ? ColorSpace.CS_sRGB : ColorSpace.CS_GRAY),
            Arrays.copyOf(read.getComponentSize(), bands.length),
            alpha,
            premultiplied,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            raster.getTransferType());
    WritableRaster taken =
        raster.createWritableChild(0, 0, raster.getWidth(), raster.getHeight(), 0, 0, bands);
    return new BufferedImage(model, taken, premultiplied, null);
  }
}

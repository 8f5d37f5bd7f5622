package io.headstart.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/**
 * What a JPEG file says in front of its first scan. Markers are those of ITU-T T.81, table B.1.
 *
 * @param components of a pixel: 1 for grey, 3 for color, 4 for CMYK and YCCK
 * @param manyScans whether its pixels come in several scans, as in progressive files
 * @param orientation as {@link Orientation#code()}
 * @param firstScan where the first scan's segment starts, in bytes
 */
record JpegHeader(int components, boolean manyScans, int orientation, long firstScan) {
  private static final int START_OF_IMAGE = 0xFFD8;
  private static final int START_OF_SCAN = 0xFFDA;
  private static final int EXIF_SEGMENT = 0xFFE1;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

  /** More in front of the first scan are no photograph's: a color profile takes up to 255. */
  private static final int MOST_SEGMENTS = 10_000;

  /**
   * Reads the header of a JPEG; empty for anything else, and where the file ends within it.
   *
   * @throws IOException when it never comes to the pixels
   */
  static Optional<JpegHeader> in(ImageInputStream in) throws IOException {
    in.mark();
    try {
      return in.readUnsignedShort() == START_OF_IMAGE ? segments(in) : Optional.empty();
    } catch (EOFException | IndexOutOfBoundsException truncated) {
      return Optional.empty(); // For the decoder to say. The second as in Orientation.
    } finally {
      in.reset();
    }
  }

  private static Optional<JpegHeader> segments(ImageInputStream in) throws IOException {
    int components = 0;
    boolean progressive = false;
    int orientation = 1;
    for (int i = 0; i < MOST_SEGMENTS; i++) {
      int marker = marker(in);
      if (standsAlone(marker)) {
        continue;
      }
      long start = in.getStreamPosition();
      int length = in.readUnsignedShort();
      if (length < 2) {
        return Optional.empty();
      }
      if (marker == START_OF_SCAN) {
        boolean many = progressive || in.readUnsignedByte() < components;
        return Optional.of(new JpegHeader(components, many, orientation, start - 2));
      }
      if (isFrame(marker)) {
        in.skipBytes(5); // Precision, height, width.
        components = in.readUnsignedByte();
        progressive = (marker & 3) == 2;
      } else if (marker == EXIF_SEGMENT && orientation == 1 && isExif(in, length)) {
        orientation = Orientation.inTiff(in, start + 2 + EXIF.length);
      }
      in.seek(start + length);
    }
    throw new IOException("more than " + MOST_SEGMENTS + " segments in front of the pixels");
  }

  /** Reads up to a marker and returns it. Like libjpeg, passes over what does not belong there. */
  private static int marker(ImageInputStream in) throws IOException {
    int last = in.readUnsignedByte();
    int next = in.readUnsignedByte();
    while (last != 0xFF || next == 0xFF || next == 0) {
      last = next;
      next = in.readUnsignedByte();
    }
    return 0xFF00 | next;
  }

  /** Returns whether a marker starts no segment: TEM, RST0 .. RST7. */
  private static boolean standsAlone(int marker) {
    return marker == 0xFF01 || (marker >= 0xFFD0 && marker <= 0xFFD7);
  }

  /** SOF0 .. SOF15, among which lie the markers of Huffman tables, arithmetic ones and JPG. */
  private static boolean isFrame(int marker) {
    return marker >= 0xFFC0
        && marker <= 0xFFCF
        && marker != 0xFFC4
        && marker != 0xFFC8
        && marker != 0xFFCC;
  }

  private static boolean isExif(ImageInputStream in, int length) throws IOException {
    byte[] name = new byte[EXIF.length];
    if (length < 2 + name.length) {
      return false;
    }
    in.readFully(name);
    return Arrays.equals(name, EXIF);
  }
}

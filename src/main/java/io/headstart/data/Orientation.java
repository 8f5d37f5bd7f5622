package io.headstart.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * How the pixels of a file are to be turned to be shown, as cameras note it: tag 274 of EXIF and
 * TIFF.
 *
 * @param code 1: as they are; 2: mirrored left to right; 3: turned by 180 degrees; 4: mirrored top
 *     to bottom; 6: turned clockwise by 90 degrees; 8: counterclockwise; 5 and 7: 6 and 8 mirrored
 *     left to right
 */
record Orientation(int code) {
  static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 274;
  private static final int SHORT = 3;

  /** A directory of EXIF has some tens of entries, a chunked file some tens of chunks. */
  private static final int MOST_ENTRIES = 1000;

  private static final int PNG_START = 0x89504E47;
  private static final int PNG_REST = 0x0D0A1A0A;
  private static final int PNG_EXIF = 0x65584966; // eXIf
  private static final int PNG_PIXELS = 0x49444154; // IDAT
  private static final int RIFF = 0x52494646;
  private static final int WEBP = 0x57454250;
  private static final int WEBP_EXIF = 0x45584946; // EXIF
  private static final int TIFF_LITTLE = 0x49492A00;
  private static final int TIFF_BIG = 0x4D4D002A;

  /** Takes a tag's value; what is none means upright. */
  Orientation {
    code = code >= 1 && code <= 8 ? code : 1;
  }

  /** Returns that of a JPEG, PNG, WebP or TIFF file; upright where none is noted. */
  static Orientation in(ImageInputStream in) throws IOException {
    in.mark();
    ByteOrder order = in.getByteOrder();
    try {
      int start = in.readInt();
      if (start == TIFF_LITTLE || start == TIFF_BIG) {
        return new Orientation(inTiff(in, 0));
      }
      int second = in.readInt();
      if (start == PNG_START && second == PNG_REST) {
        return new Orientation(inPng(in));
      }
      if (start == RIFF && in.readInt() == WEBP) {
        return new Orientation(inWebP(in));
      }
      in.seek(0);
      return new Orientation(JpegHeader.in(in).map(JpegHeader::orientation).orElse(1));
    } catch (EOFException | IndexOutOfBoundsException truncated) {
      return UPRIGHT; // Java's stream over bytes meets a place behind their end with the second.
    } finally {
      in.setByteOrder(order);
      in.reset();
    }
  }

  /** Returns whether the file is WebP. */
  static boolean isWebP(ImageInputStream in) throws IOException {
    in.mark();
    try {
      boolean riff = in.readInt() == RIFF;
      in.skipBytes(4);
      return riff && in.readInt() == WEBP;
    } catch (EOFException tooShort) {
      return false;
    } finally {
      in.reset();
    }
  }

  /** Looks through the chunks in front of the pixels. */
  private static int inPng(ImageInputStream in) throws IOException {
    for (int i = 0; i < MOST_ENTRIES; i++) {
      long length = in.readUnsignedInt();
      int name = in.readInt();
      long start = in.getStreamPosition();
      if (name == PNG_EXIF) {
        return inTiff(in, start);
      }
      if (name == PNG_PIXELS) {
        return 1;
      }
      in.seek(start + length + 4); // A checksum follows.
    }
    return 1;
  }

  private static int inWebP(ImageInputStream in) throws IOException {
    for (int i = 0; i < MOST_ENTRIES; i++) {
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      int name = in.readInt();
      in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      long length = in.readUnsignedInt();
      long start = in.getStreamPosition();
      if (name == WEBP_EXIF) {
        return inTiff(in, start);
      }
      in.seek(start + length + length % 2);
    }
    return 1;
  }

  /**
   * Returns the tag of the first directory of a TIFF structure, 1 where there is none.
   *
   * @param base where the structure starts
   */
  static int inTiff(ImageInputStream in, long base) throws IOException {
    ByteOrder order = in.getByteOrder();
    try {
      in.seek(base);
      boolean little = in.readUnsignedByte() == 'I';
      in.setByteOrder(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      in.seek(base + 4);
      in.seek(base + in.readUnsignedInt());
      int entries = Math.min(MOST_ENTRIES, in.readUnsignedShort());
      for (int i = 0; i < entries; i++) {
        int tag = in.readUnsignedShort();
        int type = in.readUnsignedShort();
        in.readInt(); // How many values: one.
        int value = in.readUnsignedShort();
        in.readUnsignedShort();
        if (tag == TAG) {
          return type == SHORT ? value : 1;
        }
      }
      return 1;
    } finally {
      in.setByteOrder(order);
    }
  }

  /** Returns whether rows become columns. */
  boolean turnsSideways() {
    return code >= 5;
  }

  /** Returns whether what is left in the file is right, before rows become columns. */
  boolean mirrorsColumns() {
    return code == 2 || code == 3 || code == 7 || code == 8;
  }

  /**
   * Returns whether what is at the top in the file is at the bottom, before rows become columns.
   */
  boolean mirrorsRows() {
    return code == 3 || code == 4 || code == 6 || code == 7;
  }
}

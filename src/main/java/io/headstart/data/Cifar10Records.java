package io.headstart.data;

import io.headstart.Failure;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * The binary layout of CIFAR-10: records of 3,073 bytes, one label (0 .. 9), then the red, the
 * green and the blue plane of a 32x32 image, row by row
 * (https://www.cs.toronto.edu/~kriz/cifar.html).
 */
final class Cifar10Records {
  static final int SIDE = 32;
  static final int PIXELS = SIDE * SIDE;
  static final int IMAGE_BYTES = 3 * PIXELS;
  static final int RECORD_BYTES = 1 + IMAGE_BYTES;
  static final int CLASSES = 10;

  /** Images of every official file. */
  static final int OFFICIAL_IMAGES = 10_000;

  /** Images that a file may have: those of all official training files in one, twice. */
  static final int MOST_IMAGES = 100_000;

  static final long MOST_BYTES = (long) MOST_IMAGES * RECORD_BYTES;

  private Cifar10Records() {}

  /**
   * Reads records into one part; its content hash is the SHA-256 of the bytes read, the figure
   * {@code sha256sum} prints for a file.
   *
   * @param in holds at least {@code length} bytes
   * @param length bytes to read, see {@link #requireWhole}
   * @param part name of the part
   * @param file what the bytes come from, for messages
   * @param firstRecord number of the first record in that file, for messages
   * @throws Failure when a label is above 9 or the stream ends early
   */
  static ImageSet read(InputStream in, long length, String part, String file, long firstRecord)
      throws IOException {
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length != length) {
      throw truncated(file, bytes.length, length + " bytes, as its entry promises");
    }
    int count = bytes.length / RECORD_BYTES;
    byte[] labels = new byte[count];
    byte[] pixels = new byte[count * IMAGE_BYTES];
    for (int i = 0; i < count; i++) {
      int label = Byte.toUnsignedInt(bytes[i * RECORD_BYTES]);
      if (label >= CLASSES) {
        throw Failure.run("cannot read %s: a label is out of range", file)
            .received("label %d in record %d (counted from 0)", label, firstRecord + i)
            .accepted("labels 0 to 9, the first byte of every record of %,d bytes", RECORD_BYTES)
            .next("replace the file by the official one; it is damaged or of another layout")
            .build();
      }
      labels[i] = (byte) label;
      interleave(bytes, i * RECORD_BYTES + 1, pixels, i * IMAGE_BYTES);
    }
    String hash = Sha256.of(bytes);
    return new ArrayImageSet(part, SIDE, SIDE, labels, pixels, hash);
  }

  /** Refuses a file that is empty or ends within a record, or that would fill the memory. */
  static void requireWhole(String file, long length) {
    if (length == 0 || length % RECORD_BYTES != 0) {
      throw truncated(
          file,
          length,
          String.format(
              Locale.ROOT,
              "a whole number of records of %,d bytes; the official files have %,d bytes",
              RECORD_BYTES,
              (long) OFFICIAL_IMAGES * RECORD_BYTES));
    }
    if (length > MOST_BYTES) {
      throw Failure.run("cannot read %s: too long", file)
          .received("%,d bytes", length)
          .accepted("files of at most %,d bytes (%,d images)", MOST_BYTES, MOST_IMAGES)
          .next("use data.source: folder for larger sets")
          .build();
    }
  }

  private static Failure truncated(String file, long length, String accepted) {
    return Failure.run(
            "cannot read %s: the file is truncated or not CIFAR-10's binary layout", file)
        .received(
            "%,d bytes: %,d records and %,d bytes",
            length, length / RECORD_BYTES, length % RECORD_BYTES)
        .accepted("%s", accepted)
        .next("fetch the file again (cifar-10-binary.tar.gz) and unpack it anew")
        .build();
  }

  private static void interleave(byte[] planes, int from, byte[] pixels, int to) {
    for (int p = 0; p < PIXELS; p++) {
      pixels[to + 3 * p] = planes[from + p];
      pixels[to + 3 * p + 1] = planes[from + PIXELS + p];
      pixels[to + 3 * p + 2] = planes[from + 2 * PIXELS + p];
    }
  }
}

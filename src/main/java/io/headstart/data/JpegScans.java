package io.headstart.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.stream.ImageInputStream;

/**
 * Refuses progressive JPEG files that would take minutes: each of their scans goes over all pixels,
 * and a few hundred bytes make a scan. Markers are those of ITU-T T.81, table B.1.
 */
final class JpegScans {
  /**
   * Scans times pixels, about 3 seconds of decoding: an ordinary file of 100 megapixels has ten.
   */
  private static final long MOST = 2_500_000_000L;

  private static final int START_OF_IMAGE = 0xFFD8;
  private static final int PROGRESSIVE = 0xFFC2;
  private static final int START_OF_SCAN = 0xFFDA;
  private static final int END_OF_IMAGE = 0xFFD9;

  private JpegScans() {}

  /** Returns how many scans a progressive JPEG has, and 0 for anything else; reads no further. */
  static long in(ImageInputStream in) throws IOException {
    in.mark();
    try {
      return isProgressive(in) ? count(in) : 0;
    } catch (EOFException truncated) {
      return 0; // For the decoder to say.
    } finally {
      in.reset();
    }
  }

  /**
   * Checks that decoding will come to an end.
   *
   * @throws IOException when the scans are too many for the pixels
   */
  static void require(long scans, long pixels) throws IOException {
    if (scans * pixels > MOST) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%,d scans of %,d pixels, more than %,d",
              scans,
              pixels,
              MOST / Math.max(1, pixels)));
    }
  }

  /** Goes over the segments in front of the first scan. */
  private static boolean isProgressive(ImageInputStream in) throws IOException {
    if (in.readUnsignedShort() != START_OF_IMAGE) {
      return false;
    }
    int marker = in.readUnsignedShort();
    while (marker != PROGRESSIVE && marker != START_OF_SCAN && marker >>> 8 == 0xFF) {
      int length = in.readUnsignedShort();
      if (length < 2) {
        return false;
      }
      in.skipBytes(length - 2);
      marker = in.readUnsignedShort();
    }
    return marker == PROGRESSIVE;
  }

  /** Counts the starts of scans: within a scan's data, 0xFF is followed by 0 or a restart. */
  private static long count(ImageInputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long scans = 0;
    int before = 0;
    for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
      for (int i = 0; i < read; i++) {
        int marker = before << 8 | (buffer[i] & 0xFF);
        if (marker == START_OF_SCAN) {
          scans++;
        } else if (marker == END_OF_IMAGE) {
          return scans;
        }
        before = buffer[i] & 0xFF;
      }
    }
    return scans;
  }
}

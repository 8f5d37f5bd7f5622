package io.headstart.data;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/**
 * Refuses JPEG files of so many scans that they would take minutes: each scan goes over all pixels,
 * and a few hundred bytes make a scan. Markers are those of ITU-T T.81, table B.1.
 */
final class JpegScans {
  /**
   * Scans times pixels, about 3 seconds of decoding: an ordinary file of 100 megapixels has ten.
   */
  private static final long MOST = 2_500_000_000L;

  private static final int START_OF_SCAN = 0xFFDA;
  private static final int END_OF_IMAGE = 0xFFD9;

  private JpegScans() {}

  /** Returns how many scans a JPEG has, and 0 for one of a single scan and for anything else. */
  static long in(ImageInputStream in) throws IOException {
    Optional<JpegHeader> header = JpegHeader.in(in).filter(JpegHeader::manyScans);
    if (header.isEmpty()) {
      return 0;
    }
    in.mark();
    try {
      in.seek(header.get().firstScan());
      return count(in);
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

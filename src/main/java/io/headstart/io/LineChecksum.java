package io.headstart.io;

import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The checksum that a line of a file carries: the CRC32C of the rest of it, as 8 hexadecimal
 * digits. It finds a line that is torn or rotten, not one that somebody wrote anew.
 */
public final class LineChecksum {
  private LineChecksum() {}

  /** Returns the checksum of a line's bytes. */
  public static String of(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}

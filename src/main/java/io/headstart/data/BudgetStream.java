package io.headstart.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream of which only so many bytes may be read: what is packed may be longer than any disk. */
final class BudgetStream extends FilterInputStream {
  private final String exceeded;
  private long left;

  /**
   * Allows nothing yet.
   *
   * @param exceeded says what is wrong when more is there than allowed
   */
  BudgetStream(InputStream in, String exceeded) {
    super(in);
    this.exceeded = exceeded;
  }

  /** Allows so many bytes from here on, whatever was allowed before. */
  void allow(long bytes) {
    left = bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, (int) Math.min(length, Math.max(left, 1)));
    left -= Math.max(0, read);
    if (left < 0) {
      throw new IOException(exceeded);
    }
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] buffer = new byte[(int) Math.min(count, 1 << 13)];
    return count <= 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

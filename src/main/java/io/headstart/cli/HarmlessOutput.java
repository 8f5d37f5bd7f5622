package io.headstart.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Replaces control characters by question marks: a class or a file can be named so that a terminal
 * takes orders from it. Line feeds and tabs stay. Works on bytes of UTF-8 and, but for the rare
 * control characters above 127, of all encodings that begin with ASCII.
 */
final class HarmlessOutput extends FilterOutputStream {
  private static final int DELETE = 0x7f;

  /** The first byte of U+0080 to U+00BF in UTF-8; U+0080 to U+009F are control characters. */
  private static final int LATIN = 0xc2;

  private static final int LAST_CONTROL = 0x9f;

  private boolean latin;

  HarmlessOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    byte[] harmless = new byte[count];
    for (int i = 0; i < count; i++) {
      harmless[i] = harmless(bytes[from + i]);
    }
    out.write(harmless, 0, count);
  }

  private byte harmless(byte value) {
    int unsigned = value & 0xff;
    boolean control = unsigned < ' ' && value != '\n' && value != '\t';
    boolean second = latin && unsigned >= 0x80 && unsigned <= LAST_CONTROL;
    latin = unsigned == LATIN;
    if (second) {
      return (byte) 0xbf; // Of an inverted question mark.
    }
    return control || unsigned == DELETE ? (byte) '?' : value;
  }
}

package io.headstart.data;

import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * What tells the pixels of one image file from those of another: the SHA-256 of its bytes, and for
 * files that version 0.1.0 read otherwise, or not at all, also what is done with them now. Features
 * of all others are found under the keys they had. Bytes that are damaged in an archive are told
 * from the same bytes in a file that is whole, since those can be read.
 */
final class PixelHash {
  private static final int CMYK = 4;

  private PixelHash() {}

  /** Returns it for a file, 64 hexadecimal digits. */
  static String of(FileTree tree, String path) throws IOException {
    CRC32 crc = new CRC32();
    String bytes;
    try (InputStream file = new CheckedInputStream(tree.open(path), crc)) {
      bytes = Sha256.of(file);
    }
    boolean whole = tree.crc(path).orElse(crc.getValue()) == crc.getValue();
    String change = whole ? change(tree, path) : "damaged";
    return change.isEmpty() ? bytes : new ImageSetHash(change).add(bytes).hex();
  }

  private static String change(FileTree tree, String path) throws IOException {
    try (InputStream file = tree.open(path);
        ImageInputStream in = new MemoryCacheImageInputStream(file)) {
      int orientation = Orientation.in(in).code();
      boolean cmyk = JpegHeader.in(in).filter(header -> header.components() == CMYK).isPresent();
      boolean samples = TiffSamples.in(in).filter(tiff -> !tiff.plain()).isPresent();
      return (orientation == 1 ? "" : "orientation " + orientation)
          + (cmyk ? " CMYK" : "")
          + (samples ? " TIFF samples" : "");
    } catch (IOException broken) {
      return ""; // As it was: whoever reads its pixels will say so.
    }
  }
}

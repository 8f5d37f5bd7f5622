package io.headstart.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a NumPy archive (.npz): arrays one after the other, each with its header in NumPy's format
 * 1.0. Equal arrays give equal bytes.
 */
public final class NumpyArchive implements AutoCloseable {
  /** Zip entries need a time; this is the earliest they can hold. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Headers are padded to this (NumPy's format.py, ARRAY_ALIGN). */
  private static final int ALIGNMENT = 64;

  private final ZipOutputStream zip;

  /** Starts an archive on a stream, which is closed with it; its arrays are compressed. */
  public NumpyArchive(OutputStream out) {
    this.zip = new ZipOutputStream(out);
  }

  /** Leaves what follows as it is: random digits do not become fewer. */
  public NumpyArchive uncompressed() {
    zip.setLevel(Deflater.NO_COMPRESSION);
    return this;
  }

  /**
   * Starts an array.
   *
   * @param name it is loaded by
   * @param type as NumPy writes it: {@code |u1}, {@code <i8}, {@code <f4}, {@code <U12}
   * @param shape as Python writes a tuple
   * @return takes its values in C order; closing it closes nothing
   */
  public OutputStream start(String name, String type, String shape) throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    int prefix = 10; // magic (6), version (2), length of the header (2)
    int padded = (prefix + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - prefix;
    ByteBuffer start = ByteBuffer.allocate(prefix + padded).order(ByteOrder.LITTLE_ENDIAN);
    start.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    start.put((byte) 1).put((byte) 0).putShort((short) padded);
    start.put(header.getBytes(StandardCharsets.US_ASCII));
    while (start.position() < prefix + padded - 1) {
      start.put((byte) ' ');
    }
    start.put((byte) '\n');
    zip.write(start.array());
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        zip.write(value);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        zip.write(bytes, from, count);
      }
    };
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

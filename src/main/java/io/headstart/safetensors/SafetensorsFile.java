package io.headstart.safetensors;

import io.headstart.Failure;
import io.headstart.io.DiskFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An open safetensors file. Tensors are memory-mapped one by one, so the file may be larger than
 * memory and than 2 GiB; what was mapped stays valid after closing.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** Names in a message. */
  private static final int SHOWN = 20;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header) {
    this.path = path;
    this.channel = channel;
    this.header = header;
  }

  static SafetensorsFile open(Path path) {
    FileChannel channel = null;
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new SafetensorsParser.Malformed("no regular file");
      }
      channel = FileChannel.open(path, StandardOpenOption.READ);
      SafetensorsFile file = new SafetensorsFile(path, channel, readHeader(channel));
      channel = null;
      return file;
    } catch (SafetensorsParser.Malformed e) {
      throw Failure.run("cannot read %s as safetensors", path)
          .received("%s", e.getMessage())
          .accepted(
              "a safetensors file: 8 bytes with the header's length (at most %d), a JSON header,"
                  + " and tensors that fill the rest without gap or overlap",
              SafetensorsHeader.MAX_LENGTH)
          .next("Fetch or write the file again; it was left as it is.")
          .cause(e)
          .build();
    } catch (IOException e) {
      throw DiskFailure.reading(path, e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static SafetensorsHeader readHeader(FileChannel channel)
      throws IOException, SafetensorsParser.Malformed {
    long size = channel.size();
    if (size < SafetensorsHeader.PREFIX) {
      throw new SafetensorsParser.Malformed("a file of " + size + " bytes");
    }
    long length =
        ByteBuffer.wrap(read(channel, 0, SafetensorsHeader.PREFIX))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    if (length < 0 || length > SafetensorsHeader.MAX_LENGTH) {
      throw new SafetensorsParser.Malformed(
          "a header length of " + Long.toUnsignedString(length) + " bytes");
    }
    long dataLength = size - SafetensorsHeader.PREFIX - length;
    if (dataLength < 0) {
      throw new SafetensorsParser.Malformed(
          "a header length of " + length + " bytes in a file of " + size + " bytes");
    }
    byte[] json = read(channel, SafetensorsHeader.PREFIX, (int) length);
    return SafetensorsParser.parse(json, dataLength);
  }

  private static byte[] read(FileChannel channel, long position, int length) throws IOException {
    byte[] result = new byte[length];
    ByteBuffer bytes = ByteBuffer.wrap(result);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return result;
  }

  /** Returns names, types, places and metadata. */
  public SafetensorsHeader header() {
    return header;
  }

  /**
   * Returns a tensor, its bytes mapped read-only and little-endian.
   *
   * @throws Failure when there is no such tensor
   * @throws IllegalArgumentException when it exceeds 2 GiB; see {@link #rows}
   */
  public Tensor tensor(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    if (entry.type().bytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " is too large for one buffer: " + entry.type());
    }
    try {
      ByteBuffer bytes =
          channel.map(
              FileChannel.MapMode.READ_ONLY,
              header.dataStart() + entry.begin(),
              entry.type().bytes());
      return new Tensor(entry.type(), bytes);
    } catch (IOException e) {
      throw DiskFailure.reading(path, e);
    }
  }

  /**
   * Returns the rows of a float32 tensor [N, D] of any size.
   *
   * @throws Failure when there is no such tensor or it is of another type
   */
  public FloatRows rows(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    long[] shape = entry.type().shape();
    if (entry.type().dtype() != DType.F32
        || shape.length != 2
        || Math.max(shape[0], shape[1]) > Integer.MAX_VALUE) {
      throw Failure.run("cannot read tensor %s of %s row by row", name, path)
          .received("%s", entry.type())
          .accepted("F32 [N, D]")
          .next("Give a file with such a tensor.")
          .build();
    }
    try {
      return FloatRows.map(
          channel, header.dataStart() + entry.begin(), (int) shape[0], (int) shape[1]);
    } catch (IOException e) {
      throw DiskFailure.reading(path, e);
    }
  }

  private SafetensorsHeader.Entry entry(String name) {
    return header
        .find(name)
        .orElseThrow(
            () ->
                Failure.run("%s has no tensor named %s", path, name)
                    .received(
                        "tensors %s",
                        header.entries().stream()
                            .map(SafetensorsHeader.Entry::name)
                            .limit(SHOWN)
                            .toList())
                    .accepted("a file with a tensor named %s", name)
                    .next("Check that this is the file you meant.")
                    .build());
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing a file that was only read", e);
      }
    }
  }
}

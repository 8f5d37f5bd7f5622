package io.headstart.safetensors;

import io.headstart.io.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reading and writing of safetensors files (the format of Hugging Face's library of that name: an
 * 8-byte little-endian length, a JSON header, the tensors' bytes).
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Opens a file and checks its header against its length. The data itself carries no checksum.
   *
   * @throws io.headstart.Failure when the file is missing, cut short or something else
   */
  public static SafetensorsFile open(Path path) {
    return SafetensorsFile.open(path);
  }

  /**
   * Writes a whole file atomically: readers see the old file or the new one. The same tensors and
   * metadata always give the same bytes, whatever the order of the maps.
   *
   * @param tensors by name, up to 2 GiB each
   * @param metadata free strings
   * @throws io.headstart.Failure when the file cannot be written
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, TensorType> types = new TreeMap<>();
    tensors.forEach((name, tensor) -> types.put(name, tensor.type()));
    SafetensorsHeader header = SafetensorsHeader.layOut(types, metadata);
    AtomicFiles.write(
        path,
        channel -> {
          writeAll(channel, header.encode());
          for (SafetensorsHeader.Entry entry : header.entries()) {
            writeAll(channel, tensors.get(entry.name()).data());
          }
        });
  }

  /**
   * Writes the same bytes as {@link #write(Path, Map, Map)} to a stream.
   *
   * @throws IOException when the stream refuses
   */
  public static void write(
      OutputStream out, SortedMap<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, TensorType> types = new TreeMap<>();
    tensors.forEach((name, tensor) -> types.put(name, tensor.type()));
    SafetensorsHeader header = SafetensorsHeader.layOut(types, metadata);
    WritableByteChannel channel = Channels.newChannel(out);
    channel.write(header.encode());
    for (SafetensorsHeader.Entry entry : header.entries()) {
      channel.write(tensors.get(entry.name()).data());
    }
  }

  /** A file in memory. */
  public record Content(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {}

  /** Returns what a whole file's bytes hold; empty when they are cut short or something else. */
  public static Optional<Content> read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long length = file.length < SafetensorsHeader.PREFIX ? -1 : bytes.getLong();
    if (length < 0 || length > bytes.remaining()) {
      return Optional.empty();
    }
    byte[] json = new byte[(int) length];
    bytes.get(json);
    try {
      SafetensorsHeader header = SafetensorsParser.parse(json, bytes.remaining());
      ByteBuffer data = bytes.slice();
      SortedMap<String, Tensor> tensors = new TreeMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        ByteBuffer one = data.slice((int) entry.begin(), (int) entry.type().bytes());
        tensors.put(entry.name(), new Tensor(entry.type(), one));
      }
      return Optional.of(new Content(tensors, header.metadata()));
    } catch (SafetensorsParser.Malformed e) {
      return Optional.empty();
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

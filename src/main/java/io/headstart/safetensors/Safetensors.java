package io.headstart.safetensors;

import io.headstart.io.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
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

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

package io.headstart.backbone.weights;

import io.headstart.backbone.ShardIndex;
import io.headstart.backbone.torchscript.TorchArchive;
import io.headstart.io.DiskFailure;
import io.headstart.io.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens files with weights, by what they hold and not by how they are called. */
public final class WeightTensors {
  private static final int ZIP = 0x504b0304;

  private WeightTensors() {}

  /**
   * Opens a file.
   *
   * @param path {@code .safetensors} (one file of a set, or the list of its files, stands for all),
   *     or {@code .pt} as torch.save and torch.jit.save write it
   * @throws io.headstart.Failure when it is missing, damaged, or something else
   */
  public static NamedTensors open(Path path) {
    String name = path.getFileName().toString();
    if (ShardIndex.isIndex(path)) {
      return SafetensorsWeights.open(path, ShardIndex.paths(path));
    }
    boolean archive = name.endsWith(".pt") || isZip(path);
    return archive ? ArchiveWeights.open(path) : SafetensorsWeights.open(path);
  }

  /** Returns whether a file is something else than tensors: a module with code, or broken. */
  public static boolean isModule(Path path) {
    String name = path.getFileName().toString();
    return !name.endsWith(".safetensors")
        && !ShardIndex.isIndex(path)
        && !TorchArchive.isStateDict(path);
  }

  private static boolean isZip(Path path) {
    try {
      if (Files.size(path) < Integer.BYTES) {
        return false;
      }
      ByteBuffer first = FilePart.read(path, 0, Integer.BYTES);
      return first.getInt() == ZIP;
    } catch (IOException e) {
      throw DiskFailure.reading(path, e);
    }
  }
}

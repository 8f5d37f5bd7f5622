package io.headstart.backbone.weights;

import io.headstart.backbone.torchscript.TorchArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Weights of a {@code .pt} file, read as data: a TorchScript module's, or those of torch.save. */
final class ArchiveWeights implements NamedTensors {
  private final Path path;
  private final TorchArchive archive;

  private ArchiveWeights(Path path, TorchArchive archive) {
    this.path = path;
    this.archive = archive;
  }

  /**
   * Opens a file.
   *
   * @throws io.headstart.Failure when it is no such archive
   */
  static ArchiveWeights open(Path path) {
    return new ArchiveWeights(path, TorchArchive.openWeights(path));
  }

  @Override
  public String source() {
    return path.toString();
  }

  @Override
  public Set<String> names() {
    return archive.tensors().keySet();
  }

  @Override
  public long[] shape(String name) {
    return archive.tensors().get(name).shape();
  }

  @Override
  public float[] floats(String name) {
    try {
      return archive.floats(List.of(name)).get(name);
    } catch (IOException e) {
      throw TorchArchive.notWeights(path, e);
    }
  }
}

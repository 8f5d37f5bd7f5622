package io.headstart.backbone.weights;

import io.headstart.backbone.torchscript.TorchArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Weights of a {@code .pt} file, read as data: a TorchScript module's, or those of torch.save. */
final class ArchiveWeights implements NamedTensors {
  /** What training scripts put weights under when they save more than these. */
  private static final List<String> WRAPPERS = List.of("state_dict.", "model.", "module.");

  private final Path path;
  private final TorchArchive archive;

  /** By name, without what all names begin with, the attribute's path. */
  private final Map<String, String> attributes = new LinkedHashMap<>();

  private ArchiveWeights(Path path, TorchArchive archive) {
    this.path = path;
    this.archive = archive;
    Set<String> all = archive.tensors().keySet();
    int prefix = wrapped(all, 0);
    all.forEach(name -> attributes.put(name.substring(prefix), name));
  }

  /** Returns how many letters all names begin with that only wrap them. */
  private static int wrapped(Set<String> names, int from) {
    return WRAPPERS.stream()
        .filter(
            wrapper ->
                !names.isEmpty() && names.stream().allMatch(name -> name.startsWith(wrapper, from)))
        .findFirst()
        .map(wrapper -> wrapped(names, from + wrapper.length()))
        .orElse(from);
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
    return attributes.keySet();
  }

  @Override
  public long[] shape(String name) {
    return archive.tensors().get(attributes.get(name)).shape();
  }

  @Override
  public float[] floats(String name) {
    try {
      String attribute = attributes.get(name);
      return archive.floats(List.of(attribute)).get(attribute);
    } catch (IOException e) {
      throw TorchArchive.notWeights(path, e);
    }
  }
}

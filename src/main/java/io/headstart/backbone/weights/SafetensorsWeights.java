package io.headstart.backbone.weights;

import io.headstart.Failure;
import io.headstart.safetensors.DType;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import io.headstart.safetensors.SafetensorsHeader;
import io.headstart.safetensors.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Weights of one safetensors file, or of all files of a set like model-00001-of-00002. */
final class SafetensorsWeights implements NamedTensors {
  private static final Pattern SHARD = Pattern.compile("(.*-)(\\d{5})-of-(\\d{5})\\.safetensors");

  /** Files of one set; the largest published language models have about 200. */
  private static final int MOST_SHARDS = 1_000;

  private record Place(SafetensorsFile file, SafetensorsHeader.Entry entry) {}

  private final Path path;
  private final List<SafetensorsFile> files = new ArrayList<>();
  private final Map<String, Place> places = new LinkedHashMap<>();

  private SafetensorsWeights(Path path) {
    this.path = path;
  }

  /**
   * Opens a file, and with one of a set all others beside it.
   *
   * @throws Failure when one is missing, damaged, or has a tensor that another has too
   */
  static SafetensorsWeights open(Path path) {
    return open(path, shards(path));
  }

  /**
   * Opens a set of files.
   *
   * @param path that stands for all in messages
   * @throws Failure when one is missing, damaged, or has a tensor that another has too
   */
  static SafetensorsWeights open(Path path, List<Path> shards) {
    requireAll(path, shards);
    SafetensorsWeights weights = new SafetensorsWeights(path);
    try {
      for (Path shard : shards) {
        weights.add(shard);
      }
      return weights;
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static List<Path> shards(Path path) {
    Matcher name = SHARD.matcher(path.getFileName().toString());
    if (!name.matches()) {
      return List.of(path);
    }
    int count = Integer.parseInt(name.group(3));
    if (count < 1 || count > MOST_SHARDS || Integer.parseInt(name.group(2)) > count) {
      throw Failure.usage("the weights' name is not one of a set of files")
          .received("%s", path)
          .accepted("NAME-00001-of-00002.safetensors, up to %d files", MOST_SHARDS)
          .next("name the file as it was published")
          .build();
    }
    List<Path> shards = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String shard = "%s%05d-of-%05d.safetensors".formatted(name.group(1), i, count);
      shards.add(path.resolveSibling(shard));
    }
    return shards;
  }

  private static void requireAll(Path path, List<Path> shards) {
    List<Path> missing = shards.stream().filter(shard -> !Files.exists(shard)).toList();
    if (!missing.isEmpty()) {
      throw Failure.missing("files of a set of weights are missing")
          .received(
              "%s without %s",
              path, missing.stream().map(Path::getFileName).limit(5).map(Path::toString).toList())
          .accepted("all %d files of the set in one folder", shards.size())
          .next("fetch the missing files into %s", path.toAbsolutePath().getParent())
          .build();
    }
  }

  private void add(Path shard) {
    SafetensorsFile file = Safetensors.open(shard);
    files.add(file);
    for (SafetensorsHeader.Entry entry : file.header().entries()) {
      if (places.put(entry.name(), new Place(file, entry)) != null) {
        throw Failure.run("two files of a set have the same tensor")
            .received("%s, again in %s", entry.name(), shard)
            .accepted("files that each hold other tensors")
            .next("fetch the set again into an empty folder")
            .build();
      }
    }
  }

  @Override
  public String source() {
    return path.toString();
  }

  @Override
  public Set<String> names() {
    return places.keySet();
  }

  @Override
  public long[] shape(String name) {
    return places.get(name).entry().type().shape();
  }

  @Override
  public float[] floats(String name) {
    Tensor tensor = places.get(name).file().tensor(name);
    DType type = tensor.type().dtype();
    if (type != DType.F32 && type != DType.F16 && type != DType.BF16) {
      throw Failure.run("the weights are no floating-point numbers that are read")
          .received("%s: tensor %s of type %s", path, name, type)
          .accepted("F32, F16 or BF16")
          .next("use weights that were not quantized")
          .build();
    }
    return tensor.asFloats();
  }

  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
  }
}

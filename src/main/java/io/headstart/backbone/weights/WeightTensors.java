package io.headstart.backbone.weights;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.headstart.Failure;
import io.headstart.io.DiskFailure;
import io.headstart.io.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens files with weights, by what they hold and not by how they are called. */
public final class WeightTensors {
  private static final int ZIP = 0x504b0304;
  private static final String INDEX = ".safetensors.index.json";

  private WeightTensors() {}

  /**
   * Opens a file.
   *
   * @param path {@code .safetensors} (one file of a set stands for all), or {@code .pt} as
   *     torch.save and torch.jit.save write it
   * @throws Failure when it is missing, damaged, or something else
   */
  public static NamedTensors open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw Failure.missing("the backbone's weights are not there")
          .received("features.weights: %s", path)
          .accepted("an existing .safetensors or .pt file")
          .next("check the path")
          .build();
    }
    String name = path.getFileName().toString();
    if (name.endsWith(INDEX)) {
      return SafetensorsWeights.open(firstOf(path));
    }
    boolean archive = name.matches(".*\\.(pt|pth|bin)") || isZip(path);
    return archive ? ArchiveWeights.open(path) : SafetensorsWeights.open(path);
  }

  /** Returns one file of the set that an index lists. */
  private static Path firstOf(Path index) {
    try {
      String text = Files.readString(index);
      return JsonParser.parseString(text)
          .getAsJsonObject()
          .getAsJsonObject("weight_map")
          .asMap()
          .values()
          .stream()
          .map(file -> Path.of(file.getAsString()).getFileName())
          .map(index::resolveSibling)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no files in it"));
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | InvalidPathException e) {
      throw Failure.run("the list of a set of weights cannot be read")
          .received("%s: %s", index, e.getMessage())
          .accepted("a JSON object with weight_map, from tensors' names to files")
          .next("give one of the set's files instead, such as model-00001-of-00002.safetensors")
          .cause(e)
          .build();
    } catch (IOException e) {
      throw DiskFailure.reading(index, e);
    }
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

package io.headstart.backbone;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The list of the files over which weights are spread: {@code model.safetensors.index.json}. */
public final class ShardIndex {
  /** That of the largest published models has a tenth of it. */
  private static final long MAX_BYTES = 16_000_000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+\\.safetensors");

  private ShardIndex() {}

  /** Returns whether a file is such a list, by its name. */
  public static boolean isIndex(Path file) {
    return file.getFileName().toString().endsWith(".safetensors.index.json");
  }

  /** Returns the files that a list names, beside it; see {@link #files}. */
  public static List<Path> paths(Path index) {
    return files(index).stream().map(index::resolveSibling).toList();
  }

  /**
   * Returns the names of the files, which lie beside the list, in alphabetical order.
   *
   * @throws Failure (run) when it is no such list
   */
  public static List<String> files(Path index) {
    try {
      if (Files.size(index) > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      JsonObject root = JsonParser.parseString(Files.readString(index)).getAsJsonObject();
      TreeSet<String> files = new TreeSet<>();
      for (JsonElement file : root.get("weight_map").getAsJsonObject().asMap().values()) {
        if (!NAME.matcher(file.getAsString()).matches()) {
          throw new IOException("a file called " + shortened(file.toString()));
        }
        files.add(file.getAsString());
      }
      return List.copyOf(files);
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | StackOverflowError e) {
      throw Failure.run("the list of the weights' files cannot be read")
          .received(
              "%s: %s", index, e instanceof IOException ? e.getMessage() : "of another layout")
          .accepted("a JSON map `weight_map` from tensors to .safetensors files beside it")
          .next("fetch it again")
          .cause(e)
          .build();
    }
  }

  private static String shortened(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}

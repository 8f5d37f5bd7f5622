package io.headstart.experiment;

import io.headstart.io.DiskFailure;
import io.headstart.run.RunFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files of a run's folder on their way between machines.
 *
 * @param contents by name
 */
record SentFiles(TreeMap<String, byte[]> contents) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Packs those that are there. */
  static SentFiles of(Path folder, List<String> names) {
    TreeMap<String, byte[]> contents = new TreeMap<>();
    for (String name : names) {
      Path file = folder.resolve(name);
      try {
        if (Files.exists(file)) {
          contents.put(name, Files.readAllBytes(file));
        }
      } catch (IOException e) {
        throw DiskFailure.reading(file, e);
      }
    }
    return new SentFiles(contents);
  }

  /** Returns the text of the manifest, which must be among them. */
  String manifest() {
    return new String(contents.get(RunFile.MANIFEST), StandardCharsets.UTF_8);
  }

  /** Returns those beside the manifest. */
  Map<String, byte[]> others() {
    Map<String, byte[]> others = new TreeMap<>(contents);
    others.remove(RunFile.MANIFEST);
    return others;
  }
}

package io.headstart.breaking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder in which commands run: caches in {@code home}, results in {@code checkpoints}. */
record Place(Path folder) {
  private static final Pattern TEMPORARY = Pattern.compile("(\\..*)\\.\\d+-(\\w+\\.tmp)");

  /** A folder's content, as the bytes of its files by path; a folder is a path that ends in '/'. */
  static final class Snapshot extends TreeMap<String, byte[]> {
    private static final long serialVersionUID = 1L;
  }

  Path home() {
    return folder.resolve("home");
  }

  Path checkpoint(String name) {
    return folder.resolve("checkpoints").resolve(name);
  }

  Snapshot snapshot() throws IOException {
    Snapshot content = new Snapshot();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> !path.equals(folder)).toList()) {
        String name = folder.relativize(path).toString();
        if (Files.isDirectory(path)) {
          content.put(name + "/", new byte[0]);
        } else {
          content.put(name, Files.readAllBytes(path));
        }
      }
    }
    return content;
  }

  /** Puts back what was there; files that are still the same stay as they are. */
  void restore(Map<String, byte[]> content) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        String name = folder.relativize(path).toString();
        boolean kept = content.containsKey(Files.isDirectory(path) ? name + "/" : name);
        if (!kept && !path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
    for (Map.Entry<String, byte[]> entry : content.entrySet()) {
      Path path = folder.resolve(entry.getKey());
      if (entry.getKey().endsWith("/")) {
        Files.createDirectories(path);
      } else if (!Files.exists(path) || Files.mismatch(path, write(entry.getValue())) >= 0) {
        Files.createDirectories(path.getParent());
        Files.write(path, entry.getValue());
      }
    }
  }

  /**
   * Gives the temporary files of the process that runs many commands to one that is dead: in truth
   * each command has its own, which has ended.
   */
  void orphan() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      // What lies in a folder is renamed before it.
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Matcher temporary = TEMPORARY.matcher(path.getFileName().toString());
        if (temporary.matches()) {
          Files.move(path, path.resolveSibling(temporary.replaceFirst("$1.4199999-$2")));
        }
      }
    }
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolveSibling(folder.getFileName() + ".same"), bytes);
  }
}

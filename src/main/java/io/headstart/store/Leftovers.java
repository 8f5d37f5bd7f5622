package io.headstart.store;

import io.headstart.io.DiskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of a store's folder that no complete entry needs. */
record Leftovers(Path root) {
  /** A leftover and the entry it was meant for; the dot in front is that of temporary files. */
  private static final Pattern NAME =
      Pattern.compile("([0-9a-f]{64})\\.(?:damaged|partial|journal)|\\.([0-9a-f]{64})\\..*\\.tmp");

  /** Removes those last written to before a time, unless someone is at work on their entry. */
  List<Leftover> sweep(Instant before, boolean dryRun) {
    List<Leftover> swept = new ArrayList<>();
    for (String name : EntryFiles.names(root)) {
      Path file = root.resolve(name);
      Optional<EntryFiles> entry = entryOf(name);
      try {
        if (entry.isPresent() && isOlder(file, before)) {
          long bytes = Files.size(file);
          if (dryRun
              || entry.get().whenIdle(() -> isOlder(file, before) && Files.deleteIfExists(file))) {
            swept.add(new Leftover(name, bytes));
          }
        }
      } catch (IOException e) {
        throw DiskFailure.reading(file, e);
      }
    }
    swept.addAll(sweepChunks(before, dryRun));
    return swept;
  }

  /** Removes the chunks that a cluster made for an entry and no driver put together. */
  private List<Leftover> sweepChunks(Instant before, boolean dryRun) {
    List<Leftover> swept = new ArrayList<>();
    Path all = root.resolve(LocalFeatureStore.CHUNKS);
    for (String id : EntryFiles.names(all).stream().filter(EntryFiles::isId).toList()) {
      Path folder = all.resolve(id);
      try {
        if (isOlder(folder, before)) {
          List<Path> chunks = EntryFiles.names(folder).stream().map(folder::resolve).toList();
          long bytes = chunks.stream().mapToLong(chunk -> chunk.toFile().length()).sum();
          if (dryRun || new EntryFiles(root, id).whenIdle(() -> delete(folder, chunks))) {
            swept.add(new Leftover(LocalFeatureStore.CHUNKS + "/" + id, bytes));
          }
        }
      } catch (IOException e) {
        throw DiskFailure.reading(folder, e);
      }
    }
    return swept;
  }

  private static boolean delete(Path folder, List<Path> chunks) throws IOException {
    for (Path chunk : chunks) {
      Files.deleteIfExists(chunk);
    }
    return Files.deleteIfExists(folder);
  }

  private Optional<EntryFiles> entryOf(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new EntryFiles(root, matcher.group(1) == null ? matcher.group(2) : matcher.group(1)))
        : Optional.empty();
  }

  private static boolean isOlder(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException e) {
      // Completed or removed just now.
      return false;
    }
  }
}

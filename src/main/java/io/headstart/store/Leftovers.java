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
    return swept;
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

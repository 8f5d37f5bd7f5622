package io.headstart.store;

import io.headstart.Failure;
import io.headstart.io.DiskFailure;
import io.headstart.io.GrowingFile;
import io.headstart.io.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one entry. {@code features} and {@code manifest} together are a complete entry;
 * {@code partial} and {@code journal} are one under way.
 */
record EntryFiles(Path root, String id) {
  static final String FEATURES = ".safetensors";
  static final String LOCK = ".lock";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  Path features() {
    return root.resolve(id + FEATURES);
  }

  Path manifest() {
    return root.resolve(id + ".json");
  }

  Path partial() {
    return root.resolve(id + ".partial");
  }

  Path journal() {
    return root.resolve(id + ".journal");
  }

  Path lock() {
    return root.resolve(id + LOCK);
  }

  Path damaged() {
    return root.resolve(id + ".damaged");
  }

  /**
   * Its modification time is that of the last use. Not the lock file's: setting a time opens and
   * closes the file, and with that a process loses its lock on it.
   */
  Path used() {
    return root.resolve(id + ".used");
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Returns the names of all files of a store's folder, sorted; none when there is no folder. */
  static List<String> names(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw DiskFailure.reading(root, e);
    } catch (UncheckedIOException e) {
      throw DiskFailure.reading(root, e.getCause());
    }
  }

  /** Sets the time of the last use to now, unless the folder cannot be written. */
  void noteUse() {
    try {
      if (!Files.exists(used())) {
        GrowingFile.append(used()).close();
      }
      Files.setLastModifiedTime(used(), FileTime.from(Instant.now()));
    } catch (IOException e) {
      // A store may be read without being writable; its entries then seem older than they are.
      return;
    }
  }

  /** Removes the journal of a production that was killed when all but that was done. */
  void forgetProduction() {
    if (!Files.exists(journal())) {
      return;
    }
    try {
      whenIdle(() -> Files.exists(features()) && Files.deleteIfExists(journal()));
    } catch (Failure e) {
      // As above.
      return;
    }
  }

  /** Returns the time of the last use, if one was noted. */
  Optional<Instant> lastUsed() throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(used()).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Deletes all files but the lock, which must be held. */
  void delete() throws IOException {
    // The features first: without them nothing else counts as an entry.
    Files.deleteIfExists(features());
    try (DirectoryStream<Path> rest = Files.newDirectoryStream(root, this::belongs)) {
      for (Path path : rest) {
        Files.deleteIfExists(path);
      }
    }
  }

  private boolean belongs(Path path) {
    String name = path.getFileName().toString();
    return (name.startsWith(id) || name.startsWith("." + id)) && !name.endsWith(LOCK);
  }

  /** Work on the files of an entry that may turn out not to be needed. */
  @FunctionalInterface
  interface Work {
    /** Does it under the entry's lock and returns whether it was needed. */
    boolean run() throws IOException;
  }

  /** Works under the entry's lock; false, without having begun, when someone else holds it. */
  boolean whenIdle(Work work) {
    if (!Files.isDirectory(root)) {
      return false;
    }
    try {
      Optional<LockFile> free = LockFile.tryAcquire(lock());
      if (free.isEmpty()) {
        return false;
      }
      LockFile held = free.get();
      try (held) {
        return work.run();
      }
    } catch (IOException e) {
      throw DiskFailure.writing(features(), e);
    }
  }
}

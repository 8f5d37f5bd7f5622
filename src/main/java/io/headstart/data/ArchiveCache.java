package io.headstart.data;

import io.headstart.io.DiskFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Archives of other machines that the program keeps as copies, and compressed tars that it keeps
 * decompressed, one file each, by the hash of the archive. They may be removed at any time: who
 * reads one has it open, and the next makes it again.
 *
 * @param folder where they lie
 */
public record ArchiveCache(Path folder) {
  private static final String NAME = "archives";

  /** What a file is of an archive. */
  enum Kind {
    COPIED(".archive"),
    DECOMPRESSED(".tar");

    private final String end;

    Kind(String end) {
      this.end = end;
    }
  }

  /** Returns those of the program's cache. */
  public static ArchiveCache in(Path cache) {
    return new ArchiveCache(cache.resolve(NAME));
  }

  /**
   * A file that is removed.
   *
   * @param name from the cache's folder
   * @param bytes its length
   */
  public record Removed(String name, long bytes) {}

  /** Returns where what is kept of an archive belongs. */
  Path place(String hash, Kind kind) {
    return folder.resolve(hash + kind.end);
  }

  /** Returns what is kept of an archive where it is there, and notes that it was used now. */
  Optional<Path> find(String hash, Kind kind) {
    Path file = place(hash, kind);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // A cache that cannot be written is read all the same.
    }
    return Optional.of(file);
  }

  /**
   * Removes those last used before a time.
   *
   * @param dryRun removes nothing; the answer is what would go
   */
  public List<Removed> prune(Instant before, boolean dryRun) {
    List<Removed> removed = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return removed;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{tar,archive}")) {
      for (Path file : files) {
        remove(file, before, dryRun).ifPresent(removed::add);
      }
    } catch (IOException e) {
      throw DiskFailure.reading(folder, e);
    }
    return removed;
  }

  private static Optional<Removed> remove(Path file, Instant before, boolean dryRun)
      throws IOException {
    try {
      if (!Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        return Optional.empty();
      }
      Removed removed = new Removed(NAME + "/" + file.getFileName(), Files.size(file));
      return dryRun || Files.deleteIfExists(file) ? Optional.of(removed) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // Somebody else was faster.
    }
  }
}

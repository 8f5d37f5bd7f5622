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
 * Compressed tars that the program keeps decompressed, one file each, by the hash of the archive.
 * They may be removed at any time: who reads one has it open, and the next decompresses it again.
 *
 * @param folder where they lie
 */
public record DecompressedArchives(Path folder) {
  private static final String NAME = "archives";
  private static final String END = ".tar";

  /** Returns those of the program's cache. */
  public static DecompressedArchives in(Path cache) {
    return new DecompressedArchives(cache.resolve(NAME));
  }

  /**
   * A file that is removed.
   *
   * @param name from the cache's folder
   * @param bytes its length
   */
  public record Removed(String name, long bytes) {}

  /** Returns where an archive's content belongs. */
  Path place(String hash) {
    return folder.resolve(hash + END);
  }

  /** Returns an archive's content where it is there, and notes that it was used now. */
  Optional<Path> find(String hash) {
    Path tar = place(hash);
    if (!Files.isRegularFile(tar)) {
      return Optional.empty();
    }
    try {
      Files.setLastModifiedTime(tar, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // A cache that cannot be written is read all the same.
    }
    return Optional.of(tar);
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
    try (DirectoryStream<Path> tars = Files.newDirectoryStream(folder, "*" + END)) {
      for (Path tar : tars) {
        remove(tar, before, dryRun).ifPresent(removed::add);
      }
    } catch (IOException e) {
      throw DiskFailure.reading(folder, e);
    }
    return removed;
  }

  private static Optional<Removed> remove(Path tar, Instant before, boolean dryRun)
      throws IOException {
    try {
      if (!Files.getLastModifiedTime(tar).toInstant().isBefore(before)) {
        return Optional.empty();
      }
      Removed removed = new Removed(NAME + "/" + tar.getFileName(), Files.size(tar));
      return dryRun || Files.deleteIfExists(tar) ? Optional.of(removed) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // Somebody else was faster.
    }
  }
}

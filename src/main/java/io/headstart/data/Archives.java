package io.headstart.data;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.io.AbandonedFiles;
import io.headstart.io.PendingFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Opens archives, told by their first bytes and not by their names: zip and tar are read where they
 * are. A compressed tar has no places to jump to: it is decompressed once, as one file, into the
 * program's cache, named by its content.
 */
final class Archives {
  private static final int HEAD = 512;
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] TAR = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int TAR_AT = 257;

  /** A compressed archive of photographs is about as long as they are; one of drawings shorter. */
  private static final int MOST_EXPANSION = 100;

  private static final long ALWAYS_EXPANDED = 256L << 20;

  private Archives() {}

  /** Returns whether a file begins as an archive does. */
  static boolean isArchive(FilePlace place) throws IOException {
    byte[] head = head(place);
    return begins(head, 0, ZIP) || begins(head, 0, GZIP) || begins(head, TAR_AT, TAR);
  }

  /**
   * Opens an archive. One that is elsewhere is copied to this machine first.
   *
   * @param cache the program's cache; hashes are remembered in its folder {@code index}
   * @throws Failure when it is damaged or has entries that are refused
   */
  static FileTree open(FilePlace place, Path cache, Progress progress) {
    try {
      byte[] head = head(place);
      Path archive = place.local().isPresent() ? place.local().get() : copy(place, cache, progress);
      if (begins(head, 0, ZIP)) {
        return new ZipTree(archive, place.name());
      }
      boolean compressed = begins(head, 0, GZIP);
      return new TarTree(
          archive,
          place.name(),
          compressed ? decompressed(place, archive, cache, progress) : archive);
    } catch (IOException e) {
      throw Failure.run("the archive %s cannot be read", place.name())
          .received("%s", e.getMessage() == null ? e : e.getMessage())
          .accepted(
              "a whole zip, tar or tar.gz without a password, of at most %,d entries",
              ArchiveTree.MOST_ENTRIES)
          .next("make or fetch the archive again, or unpack it and name the folder")
          .cause(e)
          .build();
    }
  }

  private static byte[] head(FilePlace place) throws IOException {
    try (InputStream in = place.tree().open(place.file())) {
      return in.readNBytes(HEAD);
    }
  }

  private static boolean begins(byte[] head, int at, byte[] magic) {
    return head.length >= at + magic.length
        && Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
  }

  private static Path copy(FilePlace place, Path cache, Progress progress) throws IOException {
    ArchiveCache kept = ArchiveCache.in(cache);
    String hash = hash(place, cache);
    Optional<Path> there = kept.find(hash, ArchiveCache.Kind.COPIED);
    if (there.isPresent()) {
      return there.get();
    }
    Path copy = kept.place(hash, ArchiveCache.Kind.COPIED);
    progress.line("copying " + place.name() + " to " + copy);
    write(copy, place.tree().open(place.file()));
    return copy;
  }

  private static Path decompressed(FilePlace place, Path archive, Path cache, Progress progress)
      throws IOException {
    ArchiveCache kept = ArchiveCache.in(cache);
    String hash = hash(place, cache);
    Optional<Path> there = kept.find(hash, ArchiveCache.Kind.DECOMPRESSED);
    if (there.isPresent()) {
      return there.get();
    }
    Path tar = kept.place(hash, ArchiveCache.Kind.DECOMPRESSED);
    progress.line("decompressing " + place.name() + " to " + tar);
    long most = Math.max(ALWAYS_EXPANDED, MOST_EXPANSION * Files.size(archive));
    BudgetStream in =
        new BudgetStream(
            new GZIPInputStream(
                new BufferedInputStream(Files.newInputStream(archive), 1 << 16), 1 << 16),
            "decompressed, it has more than %,d bytes".formatted(most));
    in.allow(most);
    write(tar, in);
    return tar;
  }

  private static void write(Path file, InputStream content) throws IOException {
    AbandonedFiles.sweep(file.toAbsolutePath().getParent());
    try (InputStream in = content;
        PendingFile pending = PendingFile.of(file)) {
      in.transferTo(pending.stream());
      pending.commit();
    }
  }

  private static String hash(FilePlace place, Path cache) throws IOException {
    String name = place.file();
    try (FileHashIndex index = new FileHashIndex(cache.resolve("index"), place.tree(), "", name)) {
      String hash = index.hash(name);
      index.commit();
      return hash;
    }
  }
}

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
  static boolean isArchive(Path file) throws IOException {
    byte[] head = head(file);
    return begins(head, 0, ZIP) || begins(head, 0, GZIP) || begins(head, TAR_AT, TAR);
  }

  /**
   * Opens an archive.
   *
   * @param cache the program's cache; hashes are remembered in its folder {@code index}
   * @throws Failure when it is damaged or has entries that are refused
   */
  static FileTree open(Path archive, Path cache, Progress progress) {
    try {
      byte[] head = head(archive);
      if (begins(head, 0, ZIP)) {
        return new ZipTree(archive);
      }
      Path tar = begins(head, 0, GZIP) ? decompressed(archive, cache, progress) : archive;
      return new TarTree(archive, tar);
    } catch (IOException e) {
      throw Failure.run("the archive %s cannot be read", archive)
          .received("%s", e.getMessage() == null ? e : e.getMessage())
          .accepted(
              "a whole zip, tar or tar.gz without a password, of at most %,d entries",
              ArchiveTree.MOST_ENTRIES)
          .next("make or fetch the archive again, or unpack it and name the folder")
          .cause(e)
          .build();
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    }
  }

  private static boolean begins(byte[] head, int at, byte[] magic) {
    return head.length >= at + magic.length
        && Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
  }

  private static Path decompressed(Path archive, Path cache, Progress progress) throws IOException {
    DecompressedArchives all = DecompressedArchives.in(cache);
    String hash = hash(archive, cache);
    Optional<Path> kept = all.find(hash);
    if (kept.isPresent()) {
      return kept.get();
    }
    Path tar = all.place(hash);
    progress.line("decompressing " + archive + " to " + tar);
    AbandonedFiles.sweep(all.folder());
    long most = Math.max(ALWAYS_EXPANDED, MOST_EXPANSION * Files.size(archive));
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        BudgetStream in =
            new BudgetStream(
                new GZIPInputStream(file, 1 << 16),
                "decompressed, it has more than %,d bytes".formatted(most));
        PendingFile pending = PendingFile.of(tar)) {
      in.allow(most);
      in.transferTo(pending.stream());
      pending.commit();
    }
    return tar;
  }

  private static String hash(Path archive, Path cache) throws IOException {
    Path file = archive.toAbsolutePath();
    FileTree beside = new FolderTree(file.getParent());
    String name = file.getFileName().toString();
    try (FileHashIndex index = new FileHashIndex(cache.resolve("index"), beside, "", name)) {
      String hash = index.hash(name);
      index.commit();
      return hash;
    }
  }
}

package io.headstart.io;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What the disk refused, in the words of a user. */
public final class DiskFailure {
  private DiskFailure() {}

  public static Failure reading(Path path, IOException e) {
    if (isInterrupt(e)) {
      return interrupted("reading " + path, e);
    }
    Failure.Builder failure =
        e instanceof NoSuchFileException
            ? Failure.missing("cannot read %s", path)
            : Failure.run("cannot read %s", path);
    return failure
        .received("%s", reason(e))
        .accepted("a file that can be read")
        .next("Check the path and its permissions.")
        .cause(e)
        .build();
  }

  public static Failure writing(Path path, IOException e) {
    if (isInterrupt(e)) {
      return interrupted("writing " + path, e);
    }
    return Failure.run("cannot write %s", path)
        .received("%s; %s free on that disk", reason(e), size(freeBytes(path)))
        .accepted("a folder that can be written, with enough free space")
        .next(
            "Free space, correct the permissions or choose another folder (HEADSTART_HOME for"
                + " caches), then run the same command again: it goes on from what is complete.")
        .cause(e)
        .build();
  }

  public static Failure interrupted(String what, Exception cause) {
    return Failure.interrupted("stopped while %s", what)
        .received("an interrupt")
        .accepted("time to finish")
        .next("Run the same command again: it goes on from what is complete.")
        .cause(cause)
        .build();
  }

  private static boolean isInterrupt(IOException e) {
    return e instanceof ClosedByInterruptException || e instanceof FileLockInterruptionException;
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is a file, not a folder";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason() + ": " + system.getFile();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Returns the bytes free on the disk of the nearest folder that exists; 0 when unknown. */
  public static long freeBytes(Path path) {
    Path existing = path.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing == null ? 0 : Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns for example {@code 12.3 GB} (10^9 bytes). */
  public static String size(long bytes) {
    if (bytes < 1_000_000) {
      return bytes + " bytes";
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}

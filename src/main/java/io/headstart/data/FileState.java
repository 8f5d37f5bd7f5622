package io.headstart.data;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What tells that a file has not changed since its hash was taken.
 *
 * @param changed change time, or modification time where there is none
 * @param text what is recorded and compared: size, modification time in nanoseconds, change time
 *     likewise, inode number ({@code -} where the system has no such thing), separated by spaces
 */
public record FileState(Instant changed, String text) {
  private static final String UNIX = "unix";
  private static final boolean IS_UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains(UNIX);

  /** Returns that of a file whose system knows its size and when it was written, and no more. */
  public static FileState of(long size, Instant modified) {
    return new FileState(modified, size + " " + nanos(FileTime.from(modified)) + " - -");
  }

  /** Returns that of a file on this machine. */
  static FileState of(Path file) throws IOException {
    if (!IS_UNIX) {
      BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
      return of(basic.size(), basic.lastModifiedTime().toInstant());
    }
    Map<String, Object> all = Files.readAttributes(file, UNIX + ":size,lastModifiedTime,ctime,ino");
    FileTime changed = (FileTime) all.get("ctime");
    FileTime modified = (FileTime) all.get("lastModifiedTime");
    return new FileState(
        changed.toInstant(),
        all.get("size") + " " + nanos(modified) + " " + nanos(changed) + " " + all.get("ino"));
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}

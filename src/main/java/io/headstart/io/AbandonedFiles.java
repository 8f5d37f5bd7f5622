package io.headstart.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Temporary files of {@link PendingFile}, and folders named likewise, that no process will finish,
 * because the one that began them is gone. Processes are those of this machine: across machines or
 * containers, sweep only where a lock that is held keeps everybody else from writing.
 */
public final class AbandonedFiles {
  private static final Pattern NAME = Pattern.compile("\\..+\\.(\\d{1,18})-[0-9a-z]+\\.tmp");

  /** Linux tells a process's start from a boot time in whole seconds. */
  private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

  private AbandonedFiles() {}

  /** Removes them from a folder, as far as it can be written. */
  public static void sweep(Path folder) {
    sweep(folder, "");
  }

  /**
   * Removes those that were to become files of certain names, as far as the folder can be written.
   *
   * @param prefix how the names begin
   */
  public static void sweep(Path folder, String prefix) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, file -> isAbandoned(file, prefix))) {
      for (Path file : files) {
        Folders.delete(file);
      }
    } catch (IOException e) {
      return; // They waste space and harm nothing: no reason to refuse any work.
    }
  }

  private static boolean isAbandoned(Path file, String prefix) throws IOException {
    String name = file.getFileName().toString();
    Matcher matcher = NAME.matcher(name);
    if (!name.startsWith("." + prefix) || !matcher.matches()) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(matcher.group(1)));
    if (process.isEmpty()) {
      return true;
    }
    // A number is given again, in a container nearly always: what is older than the process that
    // has it now was another's.
    Optional<Instant> start = process.get().info().startInstant();
    return start.isPresent()
        && Files.getLastModifiedTime(file).toInstant().isBefore(start.get().minus(CLOCK_ERROR));
  }
}

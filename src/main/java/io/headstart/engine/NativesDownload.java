package io.headstart.engine;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Folders;
import io.headstart.io.LockFile;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Fetches PyTorch's archive of libtorch 2.7.1 for CUDA 12.8, once for all processes of a machine.
 *
 * <p>PyTorch's own archive and not DJL's copies of its files: it is one file, so that one checksum
 * says all, and DJL's host gives none. The checksum's origin is told at {@link CudaNatives}. The
 * archive's exact size is taken from the server. The folder appears by one rename when every file
 * is in it.
 */
final class NativesDownload {
  private static final String LIBRARIES = "libtorch/lib/";

  private final Path natives;
  private final NativesSource source;
  private final boolean offline;
  private final ResumableFetch.FreeSpace freeSpace;

  NativesDownload(Path natives, NativesSource source, boolean offline) {
    this(natives, source, offline, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  NativesDownload(
      Path natives, NativesSource source, boolean offline, ResumableFetch.FreeSpace freeSpace) {
    this.natives = natives;
    this.source = source;
    this.offline = offline;
    this.freeSpace = freeSpace;
  }

  /**
   * Returns the folder with the natives, fetching them unless they are there. Needs the archive's
   * size and the unpacked size on disk; the archive is deleted in the end. An archive that lies in
   * the natives folder under its own name is unpacked without the network.
   *
   * @throws Failure (missing) for whatever stands in the way
   */
  Path fetch(Progress progress) {
    Path folder = natives.resolve(CudaNatives.FOLDER);
    try {
      Folders.create(natives);
      Path lockFile = natives.resolve("." + CudaNatives.FOLDER + ".lock");
      LockFile lock = LockFile.acquire(lockFile, "CUDA natives", progress, () -> false);
      try (lock) {
        // Another process may have fetched them while this one waited.
        if (!CudaNatives.isWhole(folder)) {
          unpack(archive(progress), folder, progress);
        }
        // Also that of a process that died before it came to this.
        Files.deleteIfExists(natives.resolve(CudaNatives.ARCHIVE));
      }
      return folder;
    } catch (IOException e) {
      throw failure(reason(e), e);
    }
  }

  /** Returns the whole, checked archive. */
  private Path archive(Progress progress) throws IOException {
    Path archive = natives.resolve(CudaNatives.ARCHIVE);
    if (Files.exists(archive)) {
      verify(archive, progress);
      return archive;
    }
    if (offline) {
      throw failure("no network: offline mode", null);
    }
    Path part = natives.resolve(CudaNatives.ARCHIVE + ".part");
    progress.line("fetching " + source.file().uri());
    new ResumableFetch(source.file(), freeSpace, progress).into(part);
    try {
      verify(part, progress);
    } catch (Failure wrong) {
      // Going on from the wrong bytes could never end well. A file put there by hand stays.
      Files.delete(part);
      throw wrong;
    }
    AtomicFiles.rename(part, archive);
    return archive;
  }

  private void verify(Path file, Progress progress) throws IOException {
    progress.line("checking the SHA-256 of " + file.getFileName());
    String sha256 = Sha256.of(file);
    if (!sha256.equals(source.sha256())) {
      throw failure("SHA-256 " + sha256 + " of " + file, null);
    }
  }

  private void unpack(Path archive, Path folder, Progress progress) throws IOException {
    deleteLeftovers();
    Path temporary = natives.resolve("." + CudaNatives.FOLDER + ".tmp");
    Map<String, Long> sizes = new TreeMap<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      List<ZipEntry> entries = libraries(zip);
      long total = entries.stream().mapToLong(ZipEntry::getSize).sum();
      long free = freeSpace.bytes(natives);
      if (total > free) {
        throw new IOException(
            String.format(Locale.ROOT, "%,d bytes to unpack, %,d bytes free", total, free));
      }
      Folders.createNew(temporary);
      long done = 0;
      try (Progress.Task task = progress.task("unpacking libtorch", "bytes", total)) {
        for (ZipEntry entry : entries) {
          String name = entry.getName().substring(LIBRARIES.length());
          AtomicFiles.write(
              temporary.resolve(name),
              channel -> {
                try (InputStream in = zip.getInputStream(entry)) {
                  sizes.put(name, in.transferTo(Channels.newOutputStream(channel)));
                }
              });
          done += entry.getSize();
          task.done(done);
        }
      }
    }
    AtomicFiles.write(temporary.resolve(CudaNatives.MANIFEST), manifest(sizes));
    if (!CudaNatives.isWhole(temporary)) {
      throw failure("an archive without the libraries of a CUDA build: " + sizes.keySet(), null);
    }
    Folders.delete(folder);
    AtomicFiles.rename(temporary, folder);
  }

  private static List<ZipEntry> libraries(ZipFile zip) {
    List<ZipEntry> libraries = new ArrayList<>();
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      if (entry.getName().startsWith(LIBRARIES)
          && CudaNatives.needs(entry.getName().substring(LIBRARIES.length()))) {
        libraries.add(entry);
      }
    }
    return libraries;
  }

  private String manifest(Map<String, Long> sizes) {
    StringBuilder text = new StringBuilder();
    text.append("libtorch=").append(CudaNatives.VERSION).append('\n');
    text.append("flavor=").append(CudaNatives.FLAVOR).append('\n');
    text.append("source=").append(source.file().uri()).append('\n');
    text.append("sha256=").append(source.sha256()).append('\n');
    sizes.forEach(
        (name, bytes) ->
            text.append(CudaNatives.SIZE_KEY).append(name).append('=').append(bytes).append('\n'));
    return text.toString();
  }

  /** What a process left that died while unpacking; the lock is ours, so it is at work no more. */
  private void deleteLeftovers() throws IOException {
    Folders.delete(natives.resolve("." + CudaNatives.FOLDER + ".tmp"));
  }

  /** Some exceptions say only a file's or a host's name; what happened to it is in their own. */
  private static String reason(IOException e) {
    boolean named = e instanceof FileSystemException || e instanceof UnknownHostException;
    return named || e.getMessage() == null
        ? e.getClass().getSimpleName() + ": " + e.getMessage()
        : e.getMessage();
  }

  private Failure failure(String received, Throwable cause) {
    return Failure.missing("the CUDA natives could not be fetched")
        .received("%s", received)
        .accepted("%s with SHA-256 %s, and room for it", CudaNatives.ARCHIVE, source.sha256())
        .next(
            "run %s again, it goes on where it stopped; behind a proxy set HTTPS_PROXY; a mirror's"
                + " address goes into %s; or put the archive into %s by hand and run it again",
            Natives.SETUP, NativesSource.URL_VARIABLE, natives)
        .cause(cause)
        .build();
  }
}

package io.headstart.engine;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Looks at the CPU natives that DJL unpacks from the jar into its cache and then loads as they are:
 * a damaged library crashes the process, and an unpacking that was killed leaves its 450 MB.
 *
 * <p>Every library has the length the jar gives it. Its CRC-32 is compared too when the file is not
 * the one compared before, by time stamps and length; that costs a fifth of a second once.
 */
final class UnpackedNatives {
  /** What was compared, in the folder of the libraries. */
  private static final String COMPARED = ".compared";

  /** No unpacking takes so long: what is older belongs to nobody any more. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path cache;
  private final Path folder;
  private final List<Library> libraries;
  private final Progress progress;

  /** A library as it stands in the jar. */
  record Library(String name, long bytes, long crc) {}

  UnpackedNatives(Path cache, String name, List<Library> libraries, Progress progress) {
    this.cache = cache;
    this.folder = cache.resolve(name);
    this.libraries = libraries;
    this.progress = progress;
  }

  /**
   * Checks the natives that this process is about to load. Outside a jar there is nothing to
   * compare with.
   *
   * @param progress hears when they were damaged
   * @throws Failure when they are not there and the disk has no room for them
   */
  static void check(Progress progress) {
    Platform platform = Platform.detectPlatform("pytorch");
    String folder = platform.getFlavor() + "/" + platform.getClassifier();
    List<Library> libraries = new ArrayList<>();
    for (String library : platform.getLibraries()) {
      inJar("pytorch/" + folder + "/" + library, library).ifPresent(libraries::add);
    }
    String name =
        String.join("-", platform.getVersion(), platform.getFlavor(), platform.getClassifier());
    new UnpackedNatives(Utils.getEngineCacheDir("pytorch"), name, libraries, progress).check();
  }

  private static Optional<Library> inJar(String resource, String name) {
    URL url = UnpackedNatives.class.getClassLoader().getResource(resource);
    try {
      return url != null && url.openConnection() instanceof JarURLConnection jar
          ? Optional.of(new Library(name, jar.getJarEntry().getSize(), jar.getJarEntry().getCrc()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // DJL will read the same jar and say so.
    }
  }

  void check() {
    try {
      removeAbandoned();
      if (!Files.isDirectory(folder)) {
        requireSpace();
      } else if (!isWhole()) {
        progress.warning(
            "the natives in %s were damaged: they are unpacked again".formatted(folder));
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw DiskFailure.reading(folder, e);
    }
  }

  private boolean isWhole() throws IOException {
    StringBuilder seen = new StringBuilder();
    for (Library library : libraries) {
      Path file = folder.resolve(library.name());
      if (!Files.isRegularFile(file) || Files.size(file) != library.bytes()) {
        return false;
      }
      seen.append(state(file)).append('\n');
    }
    Path compared = folder.resolve(COMPARED);
    if (Files.exists(compared)
        && seen.toString().equals(Files.readString(compared, StandardCharsets.ISO_8859_1))) {
      return true;
    }
    for (Library library : libraries) {
      if (crc(folder.resolve(library.name())) != library.crc()) {
        return false;
      }
    }
    remember(compared, seen.toString());
    return true;
  }

  /** Tells a file from what was there before, also where somebody set back its time. */
  private static String state(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    Object changed = unix ? Files.getAttribute(file, "unix:ctime") : "";
    return String.join(
        " ", file.getFileName().toString(), now.lastModifiedTime() + "", changed + "");
  }

  private static void remember(Path compared, String seen) {
    try {
      AtomicFiles.write(compared, seen);
    } catch (Failure readOnly) {
      return; // Then the next start compares again.
    }
  }

  private static long crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[1 << 18];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return crc.getValue();
  }

  private void requireSpace() {
    long needed = libraries.stream().mapToLong(Library::bytes).sum();
    long free = DiskFailure.freeBytes(cache);
    // Some network file systems report 0 for unknown.
    if (free > 0 && free < needed) {
      throw Failure.run("no room to unpack PyTorch")
          .received("%s free in %s", DiskFailure.size(free), cache)
          .accepted("at least %s, once", DiskFailure.size(needed))
          .next("free space, or set DJL_CACHE_DIR to a folder on another disk")
          .build();
    }
  }

  private void removeAbandoned() throws IOException {
    if (!Files.isDirectory(cache)) {
      return;
    }
    Instant limit = Instant.now().minus(ABANDONED);
    try (Stream<Path> entries = Files.list(cache)) {
      for (Path entry : entries.toList()) {
        // The names that DJL gives to unpackings under way.
        boolean temporary = entry.getFileName().toString().matches("tmp\\d+");
        if (temporary && Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
          Folders.delete(entry);
        }
      }
    }
  }
}

package io.headstart.store;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.io.AbandonedFiles;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.Folders;
import io.headstart.io.HeadstartHome;
import io.headstart.io.LockFile;
import io.headstart.io.Sha256;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A feature store in a folder.
 *
 * <p>An entry {@code <id>} is {@code <id>.safetensors} with {@code features} float32 [N, D] and
 * {@code labels} int64 [N], and {@code <id>.json} with the key's fields, the broken rows and the
 * file's SHA-256. {@code <id>.used} is empty and as old as the last use. An entry under way is
 * {@code <id>.partial} and {@code <id>.journal}; whoever is at work holds {@code <id>.lock}. A
 * damaged entry is moved to {@code <id>.damaged}.
 *
 * <p>What is checked when: {@link #find} and {@link #obtain} check the file's length and its whole
 * SHA-256 before the first row is used (see {@link Sha256#of(Path)} for the cost); rows are then
 * read without further checks. A resumed production checks each finished chunk's CRC32C. {@link
 * #list} reads manifests only.
 */
public final class LocalFeatureStore implements FeatureStore {
  /** The folder for rows that other machines have made and that are not in their entry yet. */
  public static final String CHUNKS = "chunks";

  private final Path root;
  private final Progress progress;
  private final BooleanSupplier stop;

  /** Says why an entry cannot be used. */
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String reason) {
      super(reason);
    }
  }

  /**
   * Opens a store; nothing is read or made yet.
   *
   * @param root its folder
   * @param progress hears of productions, waiting and damage
   */
  public LocalFeatureStore(Path root, Progress progress) {
    this(root, progress, () -> false);
  }

  /**
   * As {@link #LocalFeatureStore(Path, Progress)}.
   *
   * @param stop asked while waiting for others: true ends the wait with a failure
   */
  public LocalFeatureStore(Path root, Progress progress, BooleanSupplier stop) {
    this.root = root;
    this.progress = progress;
    this.stop = stop;
  }

  /** Opens the store among the program's caches, {@code features} in {@link HeadstartHome}. */
  public static LocalFeatureStore in(Path home, Progress progress) {
    return new LocalFeatureStore(folder(home), progress);
  }

  /** Returns the folder of the store among the program's caches. */
  public static Path folder(Path home) {
    return home.resolve("features");
  }

  @Override
  public Optional<StoredFeatures> find(FeatureKey key) {
    EntryFiles files = new EntryFiles(root, key.id());
    try {
      return use(files);
    } catch (Damaged e) {
      progress.line("%s is damaged and not used: %s".formatted(files.features(), e.getMessage()));
      return Optional.empty();
    } catch (IOException e) {
      throw DiskFailure.reading(files.features(), e);
    }
  }

  @Override
  public StoredFeatures obtain(FeatureRequest request, RowSource source) {
    EntryFiles files = new EntryFiles(root, request.key().id());
    try {
      StoredFeatures features = openOrMake(files, request, source);
      if (features.dimension() != request.dimension()
          || !Arrays.equals(features.labels(), request.labels())) {
        throw new IllegalStateException(
            "the key of %s does not decide its labels and dimension: %s"
                .formatted(request.name(), request.key().fields()));
      }
      return features;
    } catch (IOException e) {
      throw DiskFailure.writing(files.partial(), e);
    }
  }

  @Override
  public long requireSpace(List<FeatureRequest> requests) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> ids = new HashSet<>();
    long needed = 0;
    long rows = 0;
    for (FeatureRequest request : requests) {
      EntryFiles files = new EntryFiles(root, request.key().id());
      if (!Files.exists(files.features()) && ids.add(files.id())) {
        long begun = files.partial().toFile().length();
        long missing = Math.max(0, request.count() * request.rowBytes() - begun);
        needed += missing;
        rows += missing / request.rowBytes();
        names.add(request.name());
      }
    }
    FeatureProduction.requireSpace(String.join(", ", names), root, needed);
    return rows;
  }

  private StoredFeatures openOrMake(EntryFiles files, FeatureRequest request, RowSource source)
      throws IOException {
    try {
      Optional<StoredFeatures> found = use(files);
      if (found.isPresent()) {
        return found.get();
      }
    } catch (Damaged e) {
      // Looked at without the lock, this may be another process at work: looked at again below.
    }
    Folders.create(root);
    LockFile lock = LockFile.acquire(files.lock(), request.name(), progress, stop);
    try (lock) {
      AbandonedFiles.sweep(root, files.id());
      Optional<StoredFeatures> found = openOrMoveAside(files);
      return found.isPresent() ? found.get() : make(files, request, source);
    }
  }

  private Optional<StoredFeatures> openOrMoveAside(EntryFiles files) throws IOException {
    try {
      return use(files);
    } catch (Damaged e) {
      AtomicFiles.rename(files.features(), files.damaged());
      // Swept away when old: counted from now.
      Files.setLastModifiedTime(files.damaged(), FileTime.from(Instant.now()));
      Files.deleteIfExists(files.manifest());
      progress.line(
          "%s is damaged (%s): moved to %s and made again"
              .formatted(
                  files.features().getFileName(), e.getMessage(), files.damaged().getFileName()));
      return Optional.empty();
    }
  }

  private StoredFeatures make(EntryFiles files, FeatureRequest request, RowSource source)
      throws IOException {
    FeatureManifest manifest = new FeatureProduction(files, request, progress).run(source);
    files.noteUse();
    return map(files, manifest);
  }

  /** Opens an entry and notes the use; first, so that nobody prunes what is being opened. */
  private static Optional<StoredFeatures> use(EntryFiles files) throws Damaged, IOException {
    if (Files.exists(files.features())) {
      files.noteUse();
    }
    Optional<StoredFeatures> found = open(files);
    if (found.isPresent()) {
      files.forgetProduction();
    }
    return found;
  }

  private static Optional<StoredFeatures> open(EntryFiles files) throws Damaged, IOException {
    if (!Files.exists(files.features())) {
      return Optional.empty();
    }
    try {
      FeatureManifest manifest = readManifest(files);
      long bytes = Files.size(files.features());
      if (bytes != manifest.bytes()) {
        throw new Damaged(bytes + " bytes instead of " + manifest.bytes());
      }
      if (!Sha256.of(files.features()).equals(manifest.sha256())) {
        throw new Damaged("its SHA-256 is not that of its manifest");
      }
      return Optional.of(map(files, manifest));
    } catch (NoSuchFileException e) {
      // Another process moved it aside or removed it just now.
      return Optional.empty();
    } catch (Failure e) {
      if (Files.exists(files.features())) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static FeatureManifest readManifest(EntryFiles files) throws Damaged, IOException {
    if (!Files.exists(files.manifest())) {
      throw new Damaged("its manifest is missing");
    }
    // Undecodable bytes become U+FFFD here and fail the manifest's own checks.
    String text = new String(Files.readAllBytes(files.manifest()), StandardCharsets.UTF_8);
    return FeatureManifest.parse(text, files.id())
        .orElseThrow(() -> new Damaged("its manifest is damaged"));
  }

  private static StoredFeatures map(EntryFiles files, FeatureManifest manifest) {
    try (SafetensorsFile file = Safetensors.open(files.features())) {
      return new StoredFeatures(
          files.id(),
          files.features(),
          manifest,
          file.tensor(StoredFeatures.LABELS).longs(),
          file.rows(StoredFeatures.FEATURES));
    }
  }

  @Override
  public List<String> ids() {
    return EntryFiles.names(root).stream()
        .filter(name -> name.endsWith(EntryFiles.FEATURES))
        .map(name -> name.substring(0, name.length() - EntryFiles.FEATURES.length()))
        .filter(EntryFiles::isId)
        .toList();
  }

  @Override
  public List<FeatureEntry> list() {
    List<FeatureEntry> entries = new ArrayList<>();
    for (String id : ids()) {
      entry(new EntryFiles(root, id)).ifPresent(entries::add);
    }
    entries.sort(Comparator.comparing(FeatureEntry::lastUsed).thenComparing(FeatureEntry::id));
    return entries;
  }

  private static Optional<FeatureEntry> entry(EntryFiles files) {
    try {
      FeatureManifest manifest = readManifest(files);
      Instant created = Instant.parse(manifest.created());
      return Optional.of(
          new FeatureEntry(
              files.id(),
              manifest.name(),
              manifest.bytes(),
              manifest.count(),
              manifest.dimension(),
              manifest.broken().length,
              created,
              files.lastUsed().orElse(created),
              manifest.fields()));
    } catch (Damaged | NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DiskFailure.reading(files.manifest(), e);
    }
  }

  @Override
  public Optional<String> verify(String id) {
    EntryFiles files = new EntryFiles(root, requireId(id));
    try {
      open(files);
      return Optional.empty();
    } catch (Damaged e) {
      return Optional.of(e.getMessage());
    } catch (IOException e) {
      throw DiskFailure.reading(files.features(), e);
    }
  }

  private static String requireId(String id) {
    if (!EntryFiles.isId(id)) {
      throw Failure.usage("no such features")
          .received("%s", id)
          .accepted("an id of 64 hexadecimal digits")
          .next("List the stored features and copy the id from there.")
          .build();
    }
    return id;
  }

  @Override
  public boolean remove(FeatureEntry entry) {
    EntryFiles files = new EntryFiles(root, entry.id());
    return files.whenIdle(
        () -> {
          boolean asListed =
              Files.exists(files.features())
                  && files.lastUsed().orElse(entry.created()).equals(entry.lastUsed());
          if (asListed) {
            files.delete();
          }
          return asListed;
        });
  }

  @Override
  public List<Leftover> sweep(Duration age, boolean dryRun) {
    return new Leftovers(root).sweep(Instant.now().minus(age), dryRun);
  }
}

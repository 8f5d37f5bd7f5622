package io.headstart.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of an archive. Nothing is unpacked, so that no entry can be written anywhere; names
 * that point out of the archive are refused all the same, since no honest program writes them.
 *
 * @param <E> how the kind of archive finds a file
 */
abstract class ArchiveTree<E> implements FileTree {
  /** Entries of an archive: ImageNet has 1.3 million images. */
  static final int MOST_ENTRIES = 5_000_000;

  /** Characters of an entry's name. */
  static final int LONGEST_NAME = 1_024;

  /** Bytes of a file once unpacked; a decoded image may have 300 MB. */
  static final long LARGEST_FILE = 400L << 20;

  private final Path archive;
  private final String name;
  private final Map<String, E> entries = new HashMap<>();
  private final Map<String, TreeSet<String>> folders = new HashMap<>();
  private final Map<String, TreeMap<String, E>> files = new HashMap<>();
  private int count;

  /**
   * Starts without entries.
   *
   * @param archive on this machine
   * @param name by which messages know it
   */
  ArchiveTree(Path archive, String name) {
    this.archive = archive;
    this.name = name;
    folders.put("", new TreeSet<>());
  }

  /** Counts an entry of any kind, before anything is kept of it. */
  final void count() throws IOException {
    count++;
    if (count > MOST_ENTRIES) {
      throw new IOException("more than %,d entries".formatted(MOST_ENTRIES));
    }
  }

  /** Adds a folder and those above it. */
  final void addFolder(String name) throws IOException {
    folder(checked(name.endsWith("/") ? name : name + "/"));
  }

  /** Adds a file and the folders above it. */
  final void addFile(String entryName, E entry) throws IOException {
    String name = checked(entryName);
    int slash = name.lastIndexOf('/') + 1;
    String folder = name.substring(0, slash);
    String file = name.substring(slash);
    if (hidden(name)) {
      return;
    }
    folder(folder);
    if (files.computeIfAbsent(folder, f -> new TreeMap<>()).put(file, entry) != null) {
      throw new IOException("two entries of the name " + shown(name));
    }
    entries.put(name, entry);
  }

  private void folder(String folder) {
    if (folder.isEmpty() || hidden(folder) || folders.containsKey(folder)) {
      return;
    }
    folders.put(folder, new TreeSet<>());
    String parent = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
    folder(parent);
    folders.get(parent).add(folder.substring(parent.length(), folder.length() - 1));
  }

  /** Hidden files are a system's own; so is __MACOSX, where macOS keeps what only it can read. */
  private static boolean hidden(String name) {
    return name.startsWith(".") || name.contains("/.") || name.startsWith("__MACOSX/");
  }

  private static String checked(String entry) throws IOException {
    String name = entry;
    while (name.startsWith("./")) {
      name = name.substring(2);
    }
    if (name.length() > LONGEST_NAME) {
      throw new IOException("a name of %,d characters".formatted(name.length()));
    }
    String framed = "/" + name + "/";
    boolean leaves = framed.contains("/../") || name.startsWith("/") || name.matches("[A-Za-z]:.*");
    if (leaves || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw new IOException("an entry that points out of the archive: " + shown(name));
    }
    if (framed.contains("//") && !name.isEmpty() && !name.endsWith("/")) {
      throw new IOException("an entry with an empty name: " + shown(name));
    }
    return name;
  }

  private static String shown(String name) {
    return name.length() > 100 ? name.substring(0, 100) + "..." : name;
  }

  @Override
  public final String place(String path) {
    String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return inner.isEmpty() ? name : name + "/" + inner;
  }

  @Override
  public final List<String> folders(String folder) {
    return List.copyOf(folders.getOrDefault(folder, new TreeSet<>()));
  }

  @Override
  public final List<String> files(String folder) {
    return List.copyOf(files.getOrDefault(folder, new TreeMap<>()).keySet());
  }

  @Override
  public final boolean isFile(String path) {
    return entries.containsKey(path);
  }

  @Override
  public final String identity(String folder) throws IOException {
    return archive.toRealPath() + "!/" + folder;
  }

  /** {@inheritDoc} At most {@link #LARGEST_FILE} bytes of it can be read. */
  @Override
  public final InputStream open(String path) throws IOException {
    BudgetStream limited =
        new BudgetStream(unpacked(entry(path)), "more than %,d bytes".formatted(LARGEST_FILE));
    limited.allow(LARGEST_FILE);
    return new BufferedInputStream(limited, 1 << 16);
  }

  /** Returns the entry of a file. */
  final E entry(String path) throws NoSuchFileException {
    E entry = entries.get(path);
    if (entry == null) {
      throw new NoSuchFileException(path);
    }
    return entry;
  }

  /** Opens an entry's bytes. */
  abstract InputStream unpacked(E entry) throws IOException;

  @Override
  public final FileState state(String path) throws IOException {
    return FileState.of(archive);
  }
}

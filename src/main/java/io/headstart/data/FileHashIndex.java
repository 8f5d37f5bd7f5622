package io.headstart.data;

import io.headstart.Workers;
import io.headstart.io.LineChecksum;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * SHA-256 of the files of a folder, remembered between runs: a file whose size, modification time,
 * change time and inode number are as recorded is not read again. The change time (ctime) is set by
 * the system alone: it shows files that were replaced with their size and modification time kept,
 * as {@code rsync -t} does. Where the system has no such thing, size and modification time decide.
 *
 * <p>Files are asked for in the order of their names, and the index is kept in that order, so that
 * old and new index are merged line by line and neither is ever in memory. A new index replaces the
 * old one in one step, and only if it differs; without {@link #commit} the old one stays.
 */
final class FileHashIndex implements AutoCloseable {
  /** Part of an index's file name. Stays, so that an index of another version is replaced. */
  private static final String FAMILY = "headstart file index 1";

  /**
   * Version 1 had no change times, version 2 no checksums; version 3 did not tell turned images
   * from others, version 4 not those kinds of TIFF that were read wrong.
   */
  private static final String HEADER = "headstart file index 5";

  /**
   * A file this young when it is read may change again within the resolution of its time stamp; it
   * is read once more next time.
   */
  private static final long SETTLED_SECONDS = 2;

  /** Files asked for and not yet answered, for each reader: one slow one keeps few waiting. */
  private static final int AHEAD = 4;

  private final FileTree tree;
  private final String folder;
  private final IndexRenewal renewal;
  private final BufferedReader old;
  private final Instant settled;
  private Entry next;
  private long filesRead;

  /** A line of the index: hash, state, path and before them their checksum, separated by tabs. */
  private record Entry(String hash, String state, String path) {
    static Entry parse(String line) {
      String[] fields = line.split("\t", 4);
      if (fields.length < 4) {
        return null;
      }
      Entry entry = new Entry(fields[1], fields[2], fields[3]);
      return entry.toString().equals(line) ? entry : null;
    }

    @Override
    public String toString() {
      String text = hash + "\t" + state + "\t" + path;
      return LineChecksum.of(text.getBytes(StandardCharsets.UTF_8)) + "\t" + text;
    }
  }

  /**
   * Opens the index of a folder.
   *
   * @param directory where indices are kept; made when missing, if that is possible
   * @param root the folder whose files are hashed
   */
  FileHashIndex(Path directory, Path root) throws IOException {
    this(directory, root, Instant.now());
  }

  /** As above, as if it were another time. */
  FileHashIndex(Path directory, Path root, Instant now) throws IOException {
    this(directory, new FolderTree(root), "", "", now);
  }

  /**
   * Opens one of several indices of a folder.
   *
   * @param directory where indices are kept; made when missing, if that is possible
   * @param tree what the folder lies in
   * @param folder whose files are hashed
   * @param part tells the indices of one folder apart; empty where there is one
   */
  FileHashIndex(Path directory, FileTree tree, String folder, String part) throws IOException {
    this(directory, tree, folder, part, Instant.now());
  }

  private FileHashIndex(Path directory, FileTree tree, String folder, String part, Instant now)
      throws IOException {
    this.tree = tree;
    this.folder = folder;
    this.settled = now.minusSeconds(SETTLED_SECONDS);
    ImageSetHash name = new ImageSetHash(FAMILY).add(tree.identity(folder));
    String key = (part.isEmpty() ? name : name.add(part)).hex();
    Path index = directory.resolve(key.substring(0, 32) + ".tsv");
    renewal = new IndexRenewal(index, HEADER);
    // What another user made may not be readable: then it is no help, and no hindrance.
    old =
        Files.isRegularFile(index) && Files.isReadable(index)
            ? IndexRenewal.reader(index)
            : new BufferedReader(Reader.nullReader());
    if (HEADER.equals(old.readLine())) {
      next = following();
    } else {
      renewal.differ();
    }
  }

  /**
   * Returns the SHA-256 of a file, and of how its pixels are read where version 0.1.0 read them
   * otherwise: 64 hexadecimal digits.
   *
   * @param path relative to the folder, with '/'; after the paths asked for before, in the order of
   *     {@link #compare}
   */
  String hash(String path) throws IOException {
    return answer(ask(path, Runnable::run));
  }

  /**
   * As {@link #hash} of each path in turn. Files are read some at a time where that is faster; what
   * is told, and what the first failure is, stays the same.
   *
   * @param each hears of the hashes, in the order of the paths
   */
  void hashes(Iterator<String> paths, Consumer<String> each) throws IOException {
    int readers = tree.readers();
    if (readers == 1) {
      while (paths.hasNext()) {
        each.accept(hash(paths.next()));
      }
      return;
    }
    ExecutorService threads = Workers.start(readers, "hashing files");
    try {
      Deque<Asked> asked = new ArrayDeque<>();
      while (paths.hasNext() || !asked.isEmpty()) {
        while (paths.hasNext() && asked.size() < AHEAD * readers) {
          asked.add(ask(paths.next(), threads));
        }
        each.accept(answer(asked.remove()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * A file that was asked for.
   *
   * @param state null where it is not known
   * @param hash coming, or why it does not come
   * @param known the line of the old index that has the hash; null where there is none
   */
  private record Asked(String path, FileState state, Future<String> hash, Entry known) {}

  private Asked ask(String path, Executor reader) {
    try {
      while (next != null && compare(next.path(), path) < 0) {
        renewal.differ();
        next = following();
      }
      FileState state = tree.state(folder + path);
      if (next != null && next.path().equals(path) && next.state().equals(state.text())) {
        Entry known = next;
        next = following();
        return new Asked(path, state, CompletableFuture.completedFuture(known.hash()), known);
      }
      filesRead++;
      FutureTask<String> reading = new FutureTask<>(() -> PixelHash.of(tree, folder + path));
      reader.execute(reading);
      return new Asked(path, state, reading, null);
    } catch (IOException | RuntimeException e) {
      // Told in its turn: a file before it may fail too.
      return new Asked(path, null, CompletableFuture.failedFuture(e), null);
    }
  }

  private String answer(Asked asked) throws IOException {
    String hash;
    try {
      hash = Workers.wait(asked.hash(), "hashing files");
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      } else if (e.getCause() instanceof Error full) {
        throw full;
      }
      throw e;
    }
    String path = asked.path();
    if (asked.known() != null) {
      renewal.keep(asked.known().toString());
    } else if (path.indexOf('\n') < 0
        && path.indexOf('\r') < 0
        && asked.state().changed().isBefore(settled)) {
      renewal.add(new Entry(hash, asked.state().text(), path).toString());
    }
    return hash;
  }

  /** Returns the next entry that is as it was written; null behind the last. */
  private Entry following() throws IOException {
    for (String line = old.readLine(); line != null; line = old.readLine()) {
      Entry entry = Entry.parse(line);
      if (entry != null) {
        return entry;
      }
      renewal.differ();
    }
    return null;
  }

  /** Orders paths by their names, level by level. */
  static int compare(String a, String b) {
    return a.replace('/', '\0').compareTo(b.replace('/', '\0'));
  }

  /** Returns how many files had to be read. */
  long filesRead() {
    return filesRead;
  }

  /** Makes the new index the index. */
  void commit() {
    if (next != null) {
      renewal.differ();
    }
    renewal.commit();
  }

  @Override
  public void close() throws IOException {
    old.close();
    renewal.close();
  }
}

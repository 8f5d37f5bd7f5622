package io.headstart.data;

import io.headstart.io.PendingFile;
import io.headstart.io.Sha256;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * SHA-256 of the files of a folder, remembered between runs: a file whose size and modification
 * time are as recorded is not read again.
 *
 * <p>Files are asked for in the order of their names, and the index is kept in that order, so that
 * old and new index are merged line by line and neither is ever in memory. The new index replaces
 * the old one in one step; without {@link #commit} the old one stays.
 */
final class FileHashIndex implements AutoCloseable {
  private static final String HEADER = "headstart file index 1";

  /**
   * A file this young when it is read may change again within the resolution of its time stamp; it
   * is read once more next time.
   */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Path root;
  private final Path index;
  private final PendingFile renewed;
  private final BufferedReader old;
  private final BufferedWriter out;
  private Entry next;
  private long filesRead;

  /** A line of the index: hash, size, time, path, separated by tabs. */
  private record Entry(String hash, long size, long modified, String path) {
    static Entry parse(String line) {
      String[] fields = line == null ? new String[0] : line.split("\t", 4);
      if (fields.length < 4 || fields[0].length() != 64) {
        return null;
      }
      try {
        return new Entry(
            fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[3]);
      } catch (NumberFormatException e) {
        return null;
      }
    }

    @Override
    public String toString() {
      return hash + "\t" + size + "\t" + modified + "\t" + path;
    }
  }

  /**
   * Opens the index of a folder.
   *
   * @param directory where indices are kept; made when missing
   * @param root the folder whose files are hashed
   */
  FileHashIndex(Path directory, Path root) throws IOException {
    this.root = root;
    String key = new ImageSetHash(HEADER).add(root.toRealPath().toString()).hex();
    index = directory.resolve(key.substring(0, 32) + ".tsv");
    renewed = PendingFile.of(index);
    // These replace what is no UTF-8 instead of failing: such a line is not found, its file read.
    out = new BufferedWriter(new OutputStreamWriter(renewed.stream(), StandardCharsets.UTF_8));
    out.write(HEADER + "\n");
    InputStream recorded =
        Files.isRegularFile(index) ? Files.newInputStream(index) : InputStream.nullInputStream();
    old = new BufferedReader(new InputStreamReader(recorded, StandardCharsets.UTF_8));
    next = HEADER.equals(old.readLine()) ? Entry.parse(old.readLine()) : null;
  }

  /**
   * Returns the SHA-256 of a file, 64 hexadecimal digits.
   *
   * @param path relative to the root, with '/'; after the paths asked for before, in the order of
   *     {@link #compare}
   */
  String hash(String path) throws IOException {
    while (next != null && compare(next.path(), path) < 0) {
      next = Entry.parse(old.readLine());
    }
    Path file = root.resolve(path);
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    long modified = now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    boolean known =
        next != null
            && next.path().equals(path)
            && next.size() == now.size()
            && next.modified() == modified;
    long clock = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    String hash = known ? next.hash() : read(file);
    boolean settled = known || clock - modified > SETTLED_NANOS;
    if (settled && path.indexOf('\n') < 0 && path.indexOf('\r') < 0) {
      out.write(new Entry(hash, now.size(), modified, path) + "\n");
    }
    return hash;
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
  void commit() throws IOException {
    out.flush();
    renewed.commit();
  }

  @Override
  public void close() throws IOException {
    old.close();
    renewed.close();
  }

  private String read(Path file) throws IOException {
    filesRead++;
    return Sha256.of(file);
  }
}

package io.headstart.data;

import io.headstart.io.AbandonedFiles;
import io.headstart.io.PendingFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lines of a new index, which replaces the old one only if one of them differs: whoever may
 * read a folder but not write to it uses the index as it is. An index that cannot be replaced
 * stays, which costs the next run the time to read some files again, and nothing else.
 */
final class IndexRenewal implements AutoCloseable {
  private final Path index;
  private final String header;
  private long kept;
  private boolean differs;
  private Optional<PendingFile> file = Optional.empty();
  private Writer out = Writer.nullWriter();

  /**
   * Starts with no lines.
   *
   * @param index that may be replaced
   * @param header its first line
   */
  IndexRenewal(Path index, String header) {
    this.index = index;
    this.header = header;
  }

  /** Adds the old index's next line; while nothing differs, these are its first lines. */
  void keep(String line) {
    if (!differs) {
      kept++;
    }
    write(line);
  }

  /** Adds a line that the old index does not have. */
  void add(String line) {
    differ();
    write(line);
  }

  /** Says that the old index has something that the new one has not. */
  void differ() {
    if (differs) {
      return;
    }
    differs = true;
    AbandonedFiles.sweep(index.toAbsolutePath().getParent());
    try {
      PendingFile pending = PendingFile.of(index);
      file = Optional.of(pending);
      out = new BufferedWriter(new OutputStreamWriter(pending.stream(), StandardCharsets.UTF_8));
      write(header);
      if (kept > 0) {
        copyKept();
      }
    } catch (IOException e) {
      giveUp();
    }
  }

  private void copyKept() throws IOException {
    try (BufferedReader old = reader(index)) {
      String line = old.readLine();
      for (long i = 0; i < kept && line != null; i++) {
        line = old.readLine();
        write(String.valueOf(line));
      }
    }
  }

  /** Opens an index. What is no UTF-8 is replaced: such a line is not found, its file read. */
  static BufferedReader reader(Path index) throws IOException {
    return new BufferedReader(
        new InputStreamReader(Files.newInputStream(index), StandardCharsets.UTF_8));
  }

  private void write(String line) {
    try {
      out.write(line + "\n");
    } catch (IOException e) {
      giveUp();
    }
  }

  /** Makes the new index the index, if it differs. */
  void commit() {
    try {
      out.flush();
      if (file.isPresent()) {
        file.get().commit();
      }
    } catch (IOException e) {
      giveUp();
    }
  }

  private void giveUp() {
    out = Writer.nullWriter();
    try {
      close();
    } catch (IOException e) {
      return; // The temporary file stays for the next sweep.
    } finally {
      file = Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}

package io.headstart.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of JSON objects, one a line, each with the CRC32C of its own text as its last field:
 *
 * <pre>{@code {"number":3,"accuracy":0.91,"crc32c":"5f4d12a0"}}</pre>
 *
 * <p>Lines are only ever appended, each forced to the disk. A line that is torn, edited or rotten
 * does not have its checksum: it is left out, and the others count.
 */
public final class CheckedLines {
  private static final String FIELD = ",\"crc32c\":\"";

  private final Path file;
  private final List<String> good = new ArrayList<>();
  private int damaged;

  private CheckedLines(Path file) {
    this.file = file;
  }

  /** Reads a file, or starts with none. Lines without their checksum are taken out of the file. */
  public static CheckedLines open(Path file) throws IOException {
    CheckedLines lines = new CheckedLines(file);
    if (Files.exists(file)) {
      lines.read(true);
    }
    return lines;
  }

  /** As {@link #open}, of a file that somebody else may be at work on: it is left as it is. */
  public static CheckedLines look(Path file) throws IOException {
    CheckedLines lines = new CheckedLines(file);
    if (Files.exists(file)) {
      lines.read(false);
    }
    return lines;
  }

  /** Returns the whole lines that were there at the opening, without their checksums. */
  public List<String> lines() {
    return good;
  }

  /** Returns how many lines were left out at the opening. */
  public int damaged() {
    return damaged;
  }

  private void read(boolean repair) throws IOException {
    // ISO 8859-1 takes any bytes: a damaged line is known by its checksum.
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    StringBuilder whole = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      Optional<String> content = content(line);
      if (content.isPresent()) {
        byte[] bytes = content.get().getBytes(StandardCharsets.ISO_8859_1);
        good.add(new String(bytes, StandardCharsets.UTF_8));
        whole.append(line).append('\n');
      } else if (!line.isEmpty()) {
        damaged++;
      }
    }
    if (repair && whole.length() != text.length()) {
      AtomicFiles.write(file, whole.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static Optional<String> content(String line) {
    int at = line.lastIndexOf(FIELD);
    if (at < 0) {
      return Optional.empty();
    }
    String content = line.substring(0, at);
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    return line.equals(content + FIELD + LineChecksum.of(bytes) + "\"}")
        ? Optional.of(content + "}")
        : Optional.empty();
  }

  /**
   * Appends a JSON object and forces it to the disk.
   *
   * @param object on one line, with at least one field
   */
  public synchronized void append(String object) throws IOException {
    String content = object.substring(0, object.length() - 1);
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String line = content + FIELD + LineChecksum.of(bytes) + "\"}\n";
    ByteBuffer rest = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel = GrowingFile.append(file)) {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }
}

package io.headstart.store;

import io.headstart.io.AtomicFiles;
import io.headstart.io.GrowingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The chunks of an unfinished features file, a line each:
 *
 * <pre>{@code rows-so-far crc32c-of-the-chunk broken,rows crc32c-of-this-line}</pre>
 *
 * <p>with {@code -} for no broken rows. Nothing here is forced to the disk while work is under way:
 * whatever a crash leaves is checked, line by line and chunk by chunk, before it is used.
 */
final class ChunkJournal implements AutoCloseable {
  /**
   * A finished chunk.
   *
   * @param end rows finished with it, counted from the first row of all
   * @param checksum CRC32C of its bytes
   * @param broken its broken rows, counted from the first row of all, ascending
   */
  record Chunk(int end, int checksum, int[] broken) {}

  private final FileChannel channel;

  private ChunkJournal(FileChannel channel) {
    this.channel = channel;
  }

  /** Returns the chunks up to the first line that is torn, damaged or out of order. */
  static List<Chunk> read(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    // ISO 8859-1 takes any bytes: a damaged line is recognised by its checksum.
    String text = Files.readString(path, StandardCharsets.ISO_8859_1);
    List<Chunk> chunks = new ArrayList<>();
    int rows = 0;
    int start = 0;
    int newline = text.indexOf('\n');
    while (newline >= 0) {
      Optional<Chunk> chunk = parse(text.substring(start, newline), rows);
      if (chunk.isEmpty()) {
        break;
      }
      chunks.add(chunk.get());
      rows = chunk.get().end();
      start = newline + 1;
      newline = text.indexOf('\n', start);
    }
    return chunks;
  }

  /** Starts a journal with these chunks, replacing what is there. */
  static ChunkJournal start(Path path, List<Chunk> chunks) throws IOException {
    AtomicFiles.write(path, chunks.stream().map(ChunkJournal::line).collect(Collectors.joining()));
    return new ChunkJournal(GrowingFile.append(path));
  }

  void append(Chunk chunk) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line(chunk).getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static String line(Chunk chunk) {
    String broken =
        Arrays.stream(chunk.broken()).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String content =
        String.format(
            Locale.ROOT,
            "%d %08x %s",
            chunk.end(),
            chunk.checksum(),
            broken.isEmpty() ? "-" : broken);
    return content + " " + checksum(content) + "\n";
  }

  private static Optional<Chunk> parse(String line, int rowsBefore) {
    String[] parts = line.split(" ", -1);
    int content = line.lastIndexOf(' ');
    if (parts.length != 4 || !parts[3].equals(checksum(line.substring(0, content)))) {
      return Optional.empty();
    }
    int end = Integer.parseInt(parts[0]);
    int[] broken =
        parts[2].equals("-")
            ? new int[0]
            : Arrays.stream(parts[2].split(",")).mapToInt(Integer::parseInt).toArray();
    boolean inOrder =
        end > rowsBefore && Arrays.stream(broken).allMatch(row -> row >= rowsBefore && row < end);
    return inOrder
        ? Optional.of(new Chunk(end, Integer.parseUnsignedInt(parts[1], 16), broken))
        : Optional.empty();
  }

  private static String checksum(String content) {
    CRC32C crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}

package io.headstart.store;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.GrowingFile;
import io.headstart.io.Sha256;
import io.headstart.safetensors.DType;
import io.headstart.safetensors.SafetensorsHeader;
import io.headstart.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Makes one entry, going on from what an earlier run left. The caller holds the entry's lock.
 *
 * <p>The partial file has the final layout from its first byte: header, labels, then rows as they
 * come. The order at the end - force the data, write the manifest, rename the data - leaves after a
 * crash at any point either a partial file that can be gone on with or a complete entry.
 */
final class FeatureProduction {
  /** Rows between two points a killed run can go on from: seconds of a backbone's work on a CPU. */
  private static final int CHUNK_ROWS = 1024;

  /** A chunk of very wide rows is cut to this. */
  private static final long CHUNK_BYTES = 64L << 20;

  private final EntryFiles files;
  private final FeatureRequest request;
  private final Progress progress;
  private final ByteBuffer prefix;

  FeatureProduction(EntryFiles files, FeatureRequest request, Progress progress) {
    this.files = files;
    this.request = request;
    this.progress = progress;
    prefix = prefix(files.id(), request);
  }

  /** Returns header and labels: all that stands before the first row. */
  private static ByteBuffer prefix(String id, FeatureRequest request) {
    SafetensorsHeader header =
        SafetensorsHeader.layOut(
            Map.of(
                StoredFeatures.LABELS,
                new TensorType(DType.I64, request.count()),
                StoredFeatures.FEATURES,
                new TensorType(DType.F32, request.count(), request.dimension())),
            Map.of("key", id));
    ByteBuffer encoded = header.encode();
    long length = encoded.remaining() + (long) request.count() * Long.BYTES;
    ByteBuffer prefix =
        ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN).put(encoded);
    for (long label : request.labels()) {
      prefix.putLong(label);
    }
    return prefix.flip();
  }

  FeatureManifest run(RowSource source) throws IOException {
    List<ChunkJournal.Chunk> chunks;
    try (FileChannel data = GrowingFile.open(files.partial())) {
      chunks = new ArrayList<>(resume(data));
      long missing = (request.count() - (long) end(chunks)) * request.rowBytes();
      requireSpace(request.name(), files.root(), missing);
      try (ChunkJournal journal = ChunkJournal.start(files.journal(), chunks)) {
        produce(source, data, journal, chunks);
      }
      data.force(true);
    }
    return complete(chunks);
  }

  /** Returns the chunks that are whole and cuts the file behind them. */
  private List<ChunkJournal.Chunk> resume(FileChannel data) throws IOException {
    List<ChunkJournal.Chunk> journalled = ChunkJournal.read(files.journal());
    List<ChunkJournal.Chunk> good = startsWithPrefix(data) ? verified(data, journalled) : List.of();
    if (good.isEmpty()) {
      data.truncate(0);
      writeAll(data, prefix.duplicate(), 0);
    } else {
      data.truncate(position(end(good)));
      progress.line(
          "%s: going on at row %d of %d".formatted(request.name(), end(good), request.count()));
    }
    int lost = end(journalled) - end(good);
    if (lost > 0) {
      progress.line(
          "%s: %d rows of the unfinished file are damaged and made again"
              .formatted(request.name(), lost));
    }
    return good;
  }

  private boolean startsWithPrefix(FileChannel data) throws IOException {
    if (data.size() < prefix.remaining()) {
      return false;
    }
    ByteBuffer start = ByteBuffer.allocate(prefix.remaining());
    readAll(data, start, 0);
    return start.flip().equals(prefix);
  }

  private List<ChunkJournal.Chunk> verified(FileChannel data, List<ChunkJournal.Chunk> journalled)
      throws IOException {
    List<ChunkJournal.Chunk> good = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    for (ChunkJournal.Chunk chunk : journalled) {
      boolean whole = chunk.end() <= request.count() && data.size() >= position(chunk.end());
      if (!whole || checksum(data, end(good), chunk.end(), buffer) != chunk.checksum()) {
        break;
      }
      good.add(chunk);
    }
    return good;
  }

  private int checksum(FileChannel data, int from, int to, ByteBuffer buffer) throws IOException {
    CRC32C crc = new CRC32C();
    long position = position(from);
    while (position < position(to)) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), position(to) - position));
      readAll(data, buffer, position);
      position += buffer.flip().remaining();
      crc.update(buffer);
    }
    return (int) crc.getValue();
  }

  /** Checks that bytes of features have room in a store's folder. */
  static void requireSpace(String name, Path root, long needed) {
    long free = DiskFailure.freeBytes(root);
    // Some network file systems report 0 for unknown.
    if (free > 0 && free < needed) {
      throw Failure.run("no room for the features of %s in %s", name, root)
          .received("%s free on that disk", DiskFailure.size(free))
          .accepted("at least %s", DiskFailure.size(needed))
          .next("Free space or set HEADSTART_HOME to a folder on another disk, then run again.")
          .build();
    }
  }

  private void produce(
      RowSource source, FileChannel data, ChunkJournal journal, List<ChunkJournal.Chunk> chunks)
      throws IOException {
    try (Progress.Task shown = progress.task(request.name(), "images", request.count())) {
      Progress.Task task = forward(shown);
      int from = end(chunks);
      task.done(from);
      int most = Math.min(chunkRows(source.batch()), request.count() - from);
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(Math.toIntExact(most * request.rowBytes()))
              .order(ByteOrder.LITTLE_ENDIAN);
      while (from < request.count()) {
        int count = Math.min(most, request.count() - from);
        bytes.clear().limit((int) (count * request.rowBytes()));
        int[] broken = fill(source, from, count, bytes, task);
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        writeAll(data, bytes, position(from));
        from += count;
        ChunkJournal.Chunk chunk = new ChunkJournal.Chunk(from, (int) crc.getValue(), broken);
        journal.append(chunk);
        chunks.add(chunk);
        task.done(from);
      }
    }
  }

  /** Rows that were made elsewhere count when they are made, before they are written here. */
  private static Progress.Task forward(Progress.Task shown) {
    return new Progress.Task() {
      private long furthest;

      @Override
      public void done(long count) {
        furthest = Math.max(furthest, count);
        shown.done(furthest);
      }
    };
  }

  /** Returns whole batches: at least what a chunk should hold, or the most that it may. */
  private int chunkRows(int batch) {
    long most = Math.max(1, CHUNK_BYTES / request.rowBytes());
    long wanted = (CHUNK_ROWS + batch - 1L) / batch * batch;
    return (int) (wanted <= most ? wanted : Math.max(1, most / batch * batch));
  }

  private int[] fill(RowSource source, int from, int count, ByteBuffer bytes, Progress.Task task) {
    FloatBuffer rows = bytes.asFloatBuffer();
    RowChunk chunk = new RowChunk(from, count, rows, task);
    source.fill(chunk);
    if (rows.hasRemaining()) {
      throw new IllegalStateException(
          "the source of %s left %d of %d values of rows %d to %d"
              .formatted(
                  request.name(), rows.remaining(), rows.capacity(), from, from + count - 1));
    }
    int[] broken = chunk.broken();
    float[] zeros = new float[broken.length == 0 ? 0 : request.dimension()];
    for (int index : broken) {
      rows.put((index - from) * request.dimension(), zeros);
    }
    return broken;
  }

  private FeatureManifest complete(List<ChunkJournal.Chunk> chunks) throws IOException {
    FeatureManifest manifest =
        new FeatureManifest(
            request.key().fields(),
            request.name(),
            request.count(),
            request.dimension(),
            chunks.stream().map(ChunkJournal.Chunk::broken).flatMapToInt(Arrays::stream).toArray(),
            Files.size(files.partial()),
            Sha256.of(files.partial()),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            Optional.ofNullable(FeatureProduction.class.getPackage().getImplementationVersion())
                .orElse("development"));
    AtomicFiles.write(files.manifest(), manifest.toJson(files.id()));
    AtomicFiles.rename(files.partial(), files.features());
    Files.deleteIfExists(files.journal());
    return manifest;
  }

  private long position(int row) {
    return prefix.limit() + row * request.rowBytes();
  }

  private static int end(List<ChunkJournal.Chunk> chunks) {
    return chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).end();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long next = position;
    while (bytes.hasRemaining()) {
      next += channel.write(bytes, next);
    }
  }

  private static void readAll(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long next = position;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, next);
      if (read < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      next += read;
    }
  }
}

package io.headstart.tracking.tensorboard;

import io.headstart.io.DiskFailure;
import io.headstart.io.Folders;
import io.headstart.io.GrowingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * An event file: records of {@code tensorflow.Event}, each with its length and two checksums as in
 * a TFRecord. An event is whole in the file when {@link #write} returns.
 */
final class EventFile implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,18})\\..*");

  /** From TensorFlow's {@code crc32c::Mask}: a checksum of checksums would be weak. */
  private static final int MASK = 0xa282ead8;

  // Fields of tensorflow.Event and tensorflow.SessionLog.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int STATUS = 1;
  private static final int START = 1;

  private final Path path;
  private final FileChannel channel;
  private final Clock clock;

  private EventFile(Path path, FileChannel channel, Clock clock) {
    this.path = path;
    this.channel = channel;
    this.clock = clock;
  }

  /** Returns whether a folder has event files. */
  static boolean isIn(Path folder) {
    return !seconds(folder).isEmpty();
  }

  /**
   * Begins a file behind those that are in a folder: readers go through them by name, which begins
   * with the time.
   */
  static EventFile create(Path folder, Clock clock) {
    long last = seconds(folder).stream().mapToLong(Long::longValue).max().orElse(0);
    long now = Math.max(clock.instant().getEpochSecond(), last + 1);
    Path path = folder.resolve("events.out.tfevents.%010d.headstart".formatted(now));
    try {
      Folders.create(folder);
      EventFile file = new EventFile(path, GrowingFile.append(path), clock);
      file.append(file.event(0).text(FILE_VERSION, "brain.Event:2"));
      return file;
    } catch (IOException e) {
      throw DiskFailure.writing(path, e);
    }
  }

  private static List<Long> seconds(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Long.valueOf(name.group(1)))
          .toList();
    } catch (IOException e) {
      throw DiskFailure.reading(folder, e);
    }
  }

  /** Says that whatever files before have from a step on does not count. */
  void restart(long step) {
    append(event(step).message(SESSION_LOG, new Message().whole(STATUS, START)));
  }

  /** Writes the values of a step. */
  void write(long step, Summary summary) {
    append(event(step).message(SUMMARY, summary.message()));
  }

  private Message event(long step) {
    Instant now = clock.instant();
    return new Message()
        .float64(WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9)
        .whole(STEP, step);
  }

  private void append(Message event) {
    byte[] data = event.encoded();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + data.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(checksum(record.array(), Long.BYTES));
    record.put(data).putInt(checksum(data, data.length)).flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(path, e);
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DiskFailure.writing(path, e);
    }
  }
}

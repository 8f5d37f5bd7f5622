package io.headstart.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file being written under a temporary name beside its own. {@link #commit} forces it to the disk
 * and gives it its name; closed without that, nothing is left of it and an older file stays.
 */
public final class PendingFile implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean committed;

  private PendingFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Begins a file; makes its folder and those above.
   *
   * @param path the name that {@link #commit} gives it
   */
  public static PendingFile of(Path path) throws IOException {
    Path target = path.toAbsolutePath();
    Folders.create(target.getParent());
    // Not Files.createTempFile: it would leave the file readable by its owner alone.
    String unique =
        ProcessHandle.current().pid() + "-" + Long.toUnsignedString(System.nanoTime(), 36);
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + unique + ".tmp");
    FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new PendingFile(target, temporary, channel);
  }

  /** Returns where the bytes go. */
  public FileChannel channel() {
    return channel;
  }

  /** Returns a stream to the channel; closing it closes nothing, so that the file can be forced. */
  public OutputStream stream() {
    OutputStream out = Channels.newOutputStream(channel);
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        out.write(value);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
      }
    };
  }

  /** Makes it the file of that name, on the disk. */
  public void commit() throws IOException {
    channel.force(true);
    channel.close();
    AtomicFiles.rename(temporary, target);
    committed = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(temporary);
    }
  }
}

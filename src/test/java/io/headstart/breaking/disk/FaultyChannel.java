package io.headstart.breaking.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** An open file or folder whose changes go through {@link Disk}. */
final class FaultyChannel extends FileChannel {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final FileChannel inner;
  private final Path path;
  private final boolean folder;
  private final boolean appends;
  private final int number = NUMBERS.incrementAndGet();

  FaultyChannel(FileChannel inner, Path path, boolean folder, boolean appends) {
    this.inner = inner;
    this.path = path;
    this.folder = folder;
    this.appends = appends;
  }

  int number() {
    return number;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return inner.read(target);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return inner.read(target, position);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return inner.read(targets, offset, length);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return write(source, appends ? inner.size() : inner.position(), true);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return write(source, position, false);
  }

  private int write(ByteBuffer source, long position, boolean moves) throws IOException {
    int taken = Disk.allowed(source.remaining());
    ByteBuffer part = source.duplicate().limit(source.position() + taken);
    byte[] bytes = new byte[taken];
    part.duplicate().get(bytes);
    int done = 0;
    while (part.hasRemaining()) {
      done += moves ? inner.write(part) : inner.write(part, position + done);
    }
    source.position(source.position() + taken);
    Disk.note(DiskEvent.of(DiskEvent.Kind.WRITE, number, position, bytes));
    return taken;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      int wanted = sources[i].remaining();
      int done = write(sources[i]);
      written += done;
      if (done < wanted) {
        break;
      }
    }
    return written;
  }

  @Override
  public long position() throws IOException {
    return inner.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    inner.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return inner.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    DiskEvent event = DiskEvent.of(DiskEvent.Kind.TRUNCATE, number, size, new byte[0]);
    Disk.change(path, false, event, () -> inner.truncate(size));
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    DiskEvent event =
        folder
            ? DiskEvent.named(DiskEvent.Kind.FORCE_FOLDER, path.toAbsolutePath().toString())
            : DiskEvent.of(DiskEvent.Kind.FORCE, number, 0, new byte[0]);
    // Nothing is truly forced: a process that is killed loses nothing, and the recording says
    // what a power failure would have lost.
    Disk.change(path, true, event, () -> event);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return inner.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
    if (source.read(buffer) <= 0) {
      return 0;
    }
    return write(buffer.flip(), position);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    if (mode == MapMode.READ_WRITE) {
      throw new UnsupportedOperationException("writes to a map would go unseen: " + path);
    }
    return inner.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return inner.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return inner.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    inner.close();
  }
}

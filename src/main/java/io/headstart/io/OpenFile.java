package io.headstart.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is open for reading; several threads may read several parts of it at once. */
public final class OpenFile implements AutoCloseable {
  private final FileChannel channel;

  /** Opens a file. */
  public OpenFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** Returns how many bytes it has. */
  public long size() throws IOException {
    return channel.size();
  }

  /** Returns a stream of the bytes {@code from} .. {@code to - 1}; closing it closes nothing. */
  public InputStream part(long from, long to) {
    return new Part(channel, from, to);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static final class Part extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    Part(FileChannel channel, long from, long to) {
      this.channel = channel;
      this.at = from;
      this.end = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int wanted = (int) Math.min(length, end - at);
      int read = wanted <= 0 ? -1 : channel.read(ByteBuffer.wrap(target, offset, wanted), at);
      at += Math.max(0, read);
      return read;
    }
  }
}

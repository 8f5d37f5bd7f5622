package io.headstart.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A text file that only grows at its end, whose content up to a moment another file can vouch for:
 * an append costs the same however long it is, its digest too. Used by one thread at a time.
 */
public final class AppendedText {
  private final Path path;
  private final MessageDigest digest;
  private long bytes;

  private AppendedText(Path path, MessageDigest digest, long bytes) {
    this.path = path;
    this.digest = digest;
    this.bytes = bytes;
  }

  /**
   * The content of a file up to a moment.
   *
   * @param bytes how many
   * @param sha256 of these
   */
  public record Extent(long bytes, String sha256) {
    /**
     * Returns whether a file begins with this content; what lies behind it does not matter.
     *
     * @throws io.headstart.Failure when it cannot be read
     */
    public boolean begins(Path file) {
      MessageDigest read = Sha256.digest();
      return digest(file, bytes, read) == bytes && Sha256.hex(read).equals(sha256);
    }
  }

  /** Begins a file, over one that is there. */
  public static AppendedText begin(Path path, String text) {
    byte[] first = text.getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(path, first);
    MessageDigest digest = Sha256.digest();
    digest.update(first);
    return new AppendedText(path, digest, first.length);
  }

  /**
   * Goes on behind an extent, and cuts off what lies behind it.
   *
   * @throws IllegalArgumentException when the file does not {@linkplain Extent#begins begin} with
   *     it
   */
  public static AppendedText goOn(Path path, Extent extent) {
    MessageDigest digest = Sha256.digest();
    if (digest(path, extent.bytes, digest) != extent.bytes
        || !soFar(digest).equals(extent.sha256)) {
      throw new IllegalArgumentException(path + " does not begin with " + extent);
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(extent.bytes);
      channel.force(true);
    } catch (IOException e) {
      throw DiskFailure.writing(path, e);
    }
    return new AppendedText(path, digest, extent.bytes);
  }

  /** Appends a text and forces it to the disk. */
  public void append(String text) {
    byte[] more = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer rest = ByteBuffer.wrap(more);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      // At its own end, not at the file's: an append that failed halfway is written over.
      channel.truncate(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest, bytes + rest.position());
      }
      channel.force(true);
    } catch (IOException e) {
      throw DiskFailure.writing(path, e);
    }
    digest.update(more);
    bytes += more.length;
  }

  /** Returns all that was written. */
  public Extent extent() {
    return new Extent(bytes, soFar(digest));
  }

  /** Returns the sum of what was fed so far; more can be fed. */
  private static String soFar(MessageDigest digest) {
    try {
      return Sha256.hex((MessageDigest) digest.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's SHA-256 can be copied", e);
    }
  }

  /** Feeds a digest with the first bytes of a file, as far as there are any; returns how many. */
  private static long digest(Path file, long bytes, MessageDigest digest) {
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    try (InputStream in = Files.newInputStream(file)) {
      while (done < bytes) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, bytes - done));
        if (read < 0) {
          break;
        }
        digest.update(buffer, 0, read);
        done += read;
      }
      return done;
    } catch (NoSuchFileException e) {
      return -1;
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }
}

package io.headstart.breaking.disk;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * One change of the disk.
 *
 * @param kind what was done
 * @param path absolute; empty where the channel tells
 * @param other the new name of a move, else empty
 * @param channel number of the open file, 0 for changes of names
 * @param position of a write, or the new length of a truncation
 * @param bytes written
 */
public record DiskEvent(
    Kind kind, String path, String other, int channel, long position, byte[] bytes) {
  private static final byte[] NOTHING = {};

  /** What can be done to a disk. */
  public enum Kind {
    OPEN,
    WRITE,
    TRUNCATE,
    FORCE,
    FORCE_FOLDER,
    FOLDER,
    MOVE,
    DELETE,
    TOUCH,
    /** Times of a file, on which nothing here depends. */
    TIMES
  }

  static DiskEvent named(Kind kind, String path) {
    return new DiskEvent(kind, path, "", 0, 0, NOTHING);
  }

  static DiskEvent moved(String from, String to) {
    return new DiskEvent(Kind.MOVE, from, to, 0, 0, NOTHING);
  }

  static DiskEvent opened(String path, int channel) {
    return new DiskEvent(Kind.OPEN, path, "", channel, 0, NOTHING);
  }

  static DiskEvent of(Kind kind, int channel, long position, byte[] bytes) {
    return new DiskEvent(kind, "", "", channel, position, bytes);
  }

  /** Writes it for another process. */
  public void write(DataOutputStream out) throws IOException {
    out.writeUTF(kind.name());
    out.writeUTF(path);
    out.writeUTF(other);
    out.writeInt(channel);
    out.writeLong(position);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads what {@link #write} wrote. */
  public static DiskEvent read(DataInputStream in) throws IOException {
    return new DiskEvent(
        Kind.valueOf(in.readUTF()),
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        in.readLong(),
        in.readNBytes(in.readInt()));
  }
}

package io.headstart.backbone.torchscript;

import io.headstart.io.FilePart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The records of a zip archive, each compared with its checksum (CRC-32) as it is read, which
 * Java's own reader leaves out.
 */
final class ArchiveRecords implements AutoCloseable {
  /** Records that an archive may have: PyTorch's largest networks have some thousand. */
  private static final int MOST_RECORDS = 20_000;

  /** Bytes of the list of records: Java reads it into memory before anything can be asked. */
  private static final long LONGEST_LIST = 16L << 20;

  /** Length of the end of a zip archive, without its comment. */
  private static final int END = 22;

  /** Where an archive of more than 4 GiB or 65,535 records (and any of PyTorch's) has its end. */
  private static final int LOCATOR_64 = 20;

  private static final int END_64 = 56;

  private final ZipFile zip;

  private ArchiveRecords(ZipFile zip) {
    this.zip = zip;
  }

  /**
   * Opens an archive.
   *
   * @throws IOException when it is none, or has too many records
   */
  static ArchiveRecords open(Path file) throws IOException {
    requireShortList(file);
    ZipFile zip = new ZipFile(file.toFile());
    int records = zip.size();
    if (records > MOST_RECORDS) {
      zip.close();
      throw new IOException(records + " records, more than " + MOST_RECORDS);
    }
    return new ArchiveRecords(zip);
  }

  /** Returns the names, as the archive lists them. */
  List<String> names() {
    return Collections.list(zip.entries()).stream().map(ZipEntry::getName).toList();
  }

  /**
   * Reads a record.
   *
   * @param longest bytes that it may have, unpacked
   * @throws IOException when there is none, it is longer, or it does not have its checksum
   */
  byte[] read(String name, int longest) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("no record " + name);
    }
    if (entry.getSize() > longest) {
      throw new IOException(name + " has " + entry.getSize() + " bytes, more than " + longest);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(Math.toIntExact(entry.getSize()));
      if (bytes.length < entry.getSize() || in.read() >= 0) {
        throw new IOException(name + " has not the length that the archive says");
      }
      CRC32 sum = new CRC32();
      sum.update(bytes);
      requireSum(entry, sum);
      return bytes;
    }
  }

  /**
   * Compares all records with their checksums.
   *
   * @throws IOException that names the first that does not have its own
   */
  void verify() throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (ZipEntry entry : Collections.list(zip.entries())) {
      CRC32 sum = new CRC32();
      long length = 0;
      try (InputStream in = zip.getInputStream(entry)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          sum.update(buffer, 0, read);
          length += read;
          if (length > entry.getSize()) {
            throw new IOException(entry.getName() + " is longer than the archive says");
          }
        }
      }
      requireSum(entry, sum);
    }
  }

  private static void requireSum(ZipEntry entry, CRC32 sum) throws IOException {
    if (entry.getCrc() != sum.getValue()) {
      throw new IOException(
          String.format(
              "%s is damaged: its CRC-32 is %08x, the archive says %08x",
              entry.getName(), sum.getValue(), entry.getCrc()));
    }
  }

  /**
   * Refuses an archive whose list of records would fill the memory; a broken one is left to Java.
   */
  private static void requireShortList(Path file) throws IOException {
    long size = Files.size(file);
    int length = (int) Math.min(size, END + LOCATOR_64 + 65_535L);
    ByteBuffer end = FilePart.read(file, size - length, length).order(ByteOrder.LITTLE_ENDIAN);
    int at = length - END;
    while (at >= 0 && end.getInt(at) != 0x06054b50) {
      at--;
    }
    if (at < 0) {
      return;
    }
    long list = Integer.toUnsignedLong(end.getInt(at + 12));
    if (at >= LOCATOR_64 && end.getInt(at - LOCATOR_64) == 0x07064b50) {
      list = Math.max(list == 0xffffffffL ? 0 : list, list64(file, size, end.getLong(at - 12)));
    }
    if (Long.compareUnsigned(list, LONGEST_LIST) > 0) {
      throw new IOException(
          "a list of records of "
              + Long.toUnsignedString(list)
              + " bytes, more than "
              + LONGEST_LIST);
    }
  }

  private static long list64(Path file, long size, long place) throws IOException {
    return place < 0 || place > size - END_64
        ? 0
        : FilePart.read(file, place, END_64).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

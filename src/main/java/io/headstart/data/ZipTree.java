package io.headstart.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files of a zip archive. It stays open as long as it is in use. */
final class ZipTree extends ArchiveTree<ZipEntry> {
  private final ZipFile zip;

  /**
   * Opens an archive and reads its table.
   *
   * @param name by which messages know it
   * @throws IOException when it is none, is damaged, or has entries that are refused
   */
  ZipTree(Path archive, String name) throws IOException {
    super(archive, name);
    zip = new ZipFile(archive.toFile());
    try {
      Enumeration<? extends ZipEntry> all = zip.entries();
      while (all.hasMoreElements()) {
        count();
        ZipEntry entry = all.nextElement();
        if (entry.isDirectory()) {
          addFolder(entry.getName());
        } else {
          addFile(entry.getName(), entry);
        }
      }
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  @Override
  InputStream unpacked(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw new IOException("the archive has no such entry any more");
    }
    return in;
  }

  @Override
  public OptionalLong crc(String path) throws IOException {
    long crc = entry(path).getCrc();
    return crc < 0 ? OptionalLong.empty() : OptionalLong.of(crc);
  }

  /** {@inheritDoc} One whose bytes are others than were packed is broken, whatever they show. */
  @Override
  public DecodedImage image(String path, Square square) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(open(path), crc)) {
      DecodedImage image = DecodedImage.read(in, square);
      in.transferTo(OutputStream.nullOutputStream());
      if (crc(path).orElse(crc.getValue()) != crc.getValue()) {
        throw new ZipException("damaged: its bytes have not the CRC-32 that the archive names");
      }
      return image;
    }
  }
}

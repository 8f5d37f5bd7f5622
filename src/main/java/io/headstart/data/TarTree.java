package io.headstart.data;

import io.headstart.io.OpenFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The files of a tar archive. It stays open as long as it is in use. Links in it are left out. */
final class TarTree extends ArchiveTree<TarTree.Span> {
  /** Bytes of headers before an entry: long names and what else POSIX lets them say. */
  private static final long MOST_HEADERS = 1 << 20;

  private static final int BLOCK = 512;

  private final OpenFile file;

  /** Where an entry's bytes lie. */
  record Span(long offset, long size) {}

  /**
   * Opens an archive and reads its headers from end to end.
   *
   * @param archive by which the tree is known
   * @param name by which messages know it
   * @param tar the same archive where it is not compressed; may be the same file
   * @throws IOException when it is none, is damaged, or has entries that are refused
   */
  TarTree(Path archive, String name, Path tar) throws IOException {
    super(archive, name);
    file = new OpenFile(tar);
    try {
      list();
    } catch (IOException e) {
      file.close();
      throw e;
    } catch (RuntimeException e) {
      // Some damaged headers are met with unchecked exceptions.
      file.close();
      throw new IOException("damaged: " + e, e);
    }
  }

  /** Goes from header to header: a stream of its own for each, so that no image is read here. */
  private void list() throws IOException {
    long length = file.size();
    long at = 0;
    while (at < length) {
      BudgetStream headers = new BudgetStream(file.part(at, length), "a header without an end");
      headers.allow(MOST_HEADERS);
      TarArchiveEntry entry;
      long offset;
      try (TarArchiveInputStream in =
          new TarArchiveInputStream(new BufferedInputStream(headers, BLOCK))) {
        entry = in.getNextEntry();
        offset = at + in.getBytesRead();
      }
      if (entry == null) {
        return;
      }
      count();
      long size = entry.getSize();
      if (size < 0 || offset > length - size) {
        throw new IOException("the archive ends within an entry");
      }
      if (entry.isDirectory()) {
        addFolder(entry.getName());
      } else if (isPlain(entry)) {
        addFile(entry.getName(), new Span(offset, size));
      }
      at = offset + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
  }

  /** Not what stands for another file, a device, or a file with holes. */
  private static boolean isPlain(TarArchiveEntry entry) {
    byte type = entry.getLinkFlag();
    return (type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM) && !entry.isSparse();
  }

  @Override
  InputStream unpacked(Span span) {
    return file.part(span.offset(), span.offset() + span.size());
  }
}

package io.headstart.augment;

import io.headstart.Progress;
import io.headstart.data.ImageSet;
import io.headstart.io.DiskFailure;
import io.headstart.io.PendingFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an image set as a NumPy archive (.npz): {@code x}, uint8 [N, H, W, 3], and {@code y},
 * int64 [N]. Equal sets give equal bytes.
 */
public final class ImageExport {
  /** Zip entries need a time; this is the earliest they can hold. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Headers are padded to this (NumPy's format.py, ARRAY_ALIGN). */
  private static final int ALIGNMENT = 64;

  private ImageExport() {}

  /**
   * Writes all images but the broken ones, one at a time, to a temporary file that is then renamed.
   *
   * @param npz the file; one that is there is replaced
   * @return how many images were written
   * @throws io.headstart.Failure (run) when the file cannot be written
   */
  public static int write(ImageSet images, Path npz, Progress progress) {
    BitSet kept = new BitSet();
    kept.set(0, images.size());
    // The count stands before the images: when some prove to be broken, all is begun anew.
    while (!written(images, kept, npz, progress)) {
      progress.line(
          images.name() + ": without " + (images.size() - kept.cardinality()) + " broken");
    }
    return kept.cardinality();
  }

  /** Returns whether all images were whole; the file is there only then. */
  private static boolean written(ImageSet images, BitSet kept, Path npz, Progress progress) {
    try (PendingFile file = PendingFile.of(npz)) {
      OutputStream out = new BufferedOutputStream(file.stream(), 1 << 16);
      boolean whole = writeArchive(images, kept, out, progress);
      if (whole) {
        file.commit();
      }
      return whole;
    } catch (IOException e) {
      throw DiskFailure.writing(npz, e);
    }
  }

  /** Returns whether all images were whole; broken ones are struck from {@code kept}. */
  private static boolean writeArchive(
      ImageSet images, BitSet kept, OutputStream out, Progress progress) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      int count = kept.cardinality();
      String shape = "(" + count + ", " + images.height() + ", " + images.width() + ", 3)";
      startArray(zip, "x", "|u1", shape);
      writePixels(images, kept, zip, progress);
      if (kept.cardinality() < count) {
        return false;
      }
      startArray(zip, "y", "<i8", "(" + count + ",)");
      ByteBuffer label = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
        zip.write(label.putLong(0, images.label(i)).array());
      }
      return true;
    }
  }

  private static void writePixels(ImageSet images, BitSet kept, OutputStream out, Progress progress)
      throws IOException {
    byte[] pixels = new byte[images.bytesPerImage()];
    int done = 0;
    String task = "writing " + images.name();
    try (Progress.Task writing = progress.task(task, "images", kept.cardinality())) {
      for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
        if (!images.read(i, pixels, 0)) {
          kept.clear(i);
        }
        out.write(pixels);
        writing.done(++done);
      }
    }
  }

  /** Starts an entry with the header of NumPy's format 1.0; the values follow in C order. */
  private static void startArray(ZipOutputStream zip, String name, String type, String shape)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    int prefix = 10; // magic (6), version (2), length of the header (2)
    int padded = (prefix + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - prefix;
    ByteBuffer start = ByteBuffer.allocate(prefix + padded).order(ByteOrder.LITTLE_ENDIAN);
    start.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    start.put((byte) 1).put((byte) 0).putShort((short) padded);
    start.put(header.getBytes(StandardCharsets.US_ASCII));
    while (start.position() < prefix + padded - 1) {
      start.put((byte) ' ');
    }
    start.put((byte) '\n');
    zip.write(start.array());
  }
}

package io.headstart.augment;

import io.headstart.Progress;
import io.headstart.data.ImageSet;
import io.headstart.io.DiskFailure;
import io.headstart.io.NumpyArchive;
import io.headstart.io.PendingFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Writes an image set as a NumPy archive (.npz): {@code x}, uint8 [N, H, W, 3], and {@code y},
 * int64 [N]. Equal sets give equal bytes.
 */
public final class ImageExport {
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
    try (NumpyArchive archive = new NumpyArchive(out)) {
      int count = kept.cardinality();
      String shape = "(" + count + ", " + images.height() + ", " + images.width() + ", 3)";
      writePixels(images, kept, archive.start("x", "|u1", shape), progress);
      if (kept.cardinality() < count) {
        return false;
      }
      OutputStream labels = archive.start("y", "<i8", "(" + count + ",)");
      ByteBuffer label = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
        labels.write(label.putLong(0, images.label(i)).array());
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
}

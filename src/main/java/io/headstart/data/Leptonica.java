package io.headstart.data;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.headstart.io.UnpackedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The decoders for JPEG and WebP in leptonica's library: libjpeg-turbo, which can decode at an
 * eighth, a quarter or half of the size in a fraction of the time, and libwebp. Loaded once a
 * process, from the jar, on Linux on x86-64; elsewhere there is none.
 */
final class Leptonica {
  private static final String RESOURCE = "/org/bytedeco/leptonica/linux-x86_64/libleptonica.so.6";

  /** L_SEVERITY_NONE of environ.h: no message on standard error. */
  private static final int SILENT = 6;

  /** The most bytes of an image file that are handed over. */
  static final int MOST_BYTES = 64 << 20;

  /** Why it did not load; empty when it did. */
  private static final Optional<String> PROBLEM = load();

  private Leptonica() {}

  /** The size of an image, by its header. */
  record Size(int width, int height) {}

  /** The functions of allheaders.h that are used; a PIX is an image. */
  private static final class Functions {
    static native int setMsgSeverity(int severity);

    static native int readHeaderMemJpeg(
        byte[] data,
        long size,
        IntByReference width,
        IntByReference height,
        IntByReference samples,
        IntByReference ycck,
        IntByReference cmyk);

    static native Pointer pixReadMemJpeg(
        byte[] data, long size, int colormap, int reduction, IntByReference warnings, int hint);

    static native int readHeaderMemWebP(
        byte[] data,
        long size,
        IntByReference width,
        IntByReference height,
        IntByReference samples);

    static native Pointer pixReadMemWebP(byte[] data, long size);

    static native int pixGetWidth(Pointer pix);

    static native int pixGetHeight(Pointer pix);

    static native int pixGetDepth(Pointer pix);

    static native int pixGetSpp(Pointer pix);

    static native int pixGetWpl(Pointer pix);

    static native Pointer pixGetData(Pointer pix);

    static native void pixDestroy(PointerByReference pix);

    private Functions() {}
  }

  private static Optional<String> load() {
    if (!Platform.isLinux() || !Platform.isIntel() || !Platform.is64Bit()) {
      return Optional.of("there is none for " + Platform.RESOURCE_PREFIX);
    }
    try (InputStream content = Leptonica.class.getResourceAsStream(RESOURCE)) {
      if (content == null) {
        return Optional.of("it is not on the class path");
      }
      try (UnpackedFile file =
          UnpackedFile.of(content, Path.of(System.getProperty("java.io.tmpdir")))) {
        Native.register(Functions.class, NativeLibrary.getInstance(file.path().toString()));
      }
      Functions.setMsgSeverity(SILENT);
      return Optional.empty();
    } catch (IOException | LinkageError e) {
      return Optional.of(String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason"));
    }
  }

  /** Returns why it cannot be used; empty where it can. Nothing else may be called then. */
  static Optional<String> problem() {
    return PROBLEM;
  }

  /** Reads the header of a JPEG; empty when it is broken. */
  static Optional<Size> jpegSize(byte[] file) {
    IntByReference width = new IntByReference();
    IntByReference height = new IntByReference();
    int failed = Functions.readHeaderMemJpeg(file, file.length, width, height, null, null, null);
    return failed != 0
        ? Optional.empty()
        : Optional.of(new Size(width.getValue(), height.getValue()));
  }

  /**
   * Decodes a JPEG. CMYK and YCCK become RGB without a color profile, as Pillow does it; profiles
   * of RGB are not applied either.
   *
   * @param reduction 1, 2, 4 or 8: the divisor of width and height, which are rounded up
   * @return empty when anything in it is broken, be it only a little
   */
  static Optional<PackedRows> jpeg(byte[] file, int reduction) {
    IntByReference warnings = new IntByReference();
    Pointer pix = Functions.pixReadMemJpeg(file, file.length, 0, reduction, warnings, 0);
    return rows(pix).filter(rows -> warnings.getValue() == 0);
  }

  /** Reads the header of a WebP; empty when it is broken. */
  static Optional<Size> webPSize(byte[] file) {
    IntByReference width = new IntByReference();
    IntByReference height = new IntByReference();
    int failed =
        Functions.readHeaderMemWebP(file, file.length, width, height, new IntByReference());
    return failed != 0
        ? Optional.empty()
        : Optional.of(new Size(width.getValue(), height.getValue()));
  }

  /** Decodes a WebP; empty when it is broken or an animation. */
  static Optional<PackedRows> webP(byte[] file) {
    return rows(Functions.pixReadMemWebP(file, file.length));
  }

  private static Optional<PackedRows> rows(Pointer pix) {
    if (pix == null) {
      return Optional.empty();
    }
    try {
      int words = Functions.pixGetWpl(pix);
      int height = Functions.pixGetHeight(pix);
      int samples = Functions.pixGetDepth(pix) == 8 ? 1 : Functions.pixGetSpp(pix);
      int[] data = Functions.pixGetData(pix).getIntArray(0, Math.multiplyExact(words, height));
      return Optional.of(new PackedRows(Functions.pixGetWidth(pix), height, words, samples, data));
    } finally {
      Functions.pixDestroy(new PointerByReference(pix));
    }
  }
}

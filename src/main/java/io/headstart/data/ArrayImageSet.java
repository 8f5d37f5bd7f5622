package io.headstart.data;

import java.util.Arrays;
import java.util.Objects;

/** Images in memory: uint8 [N, H, W, 3] in one array. */
public final class ArrayImageSet implements ImageSet {
  private final String name;
  private final int height;
  private final int width;
  private final byte[] labels;
  private final byte[] pixels;
  private final String contentHash;

  /**
   * Takes images. The arrays are not copied: nobody may change them afterwards.
   *
   * @param name the name the split knows it by
   * @param height pixels of a column
   * @param width pixels of a row
   * @param labels uint8 [N]: up to 256 classes
   * @param pixels uint8 [N, H, W, 3]
   * @throws IllegalArgumentException when the lengths do not go together
   */
  public ArrayImageSet(String name, int height, int width, byte[] labels, byte[] pixels) {
    this(name, height, width, labels, pixels, ImageSetHash.of(height, width, labels, pixels));
  }

  /** As above, for a reader that has already hashed the bytes the images were made from. */
  ArrayImageSet(
      String name, int height, int width, byte[] labels, byte[] pixels, String contentHash) {
    if (pixels.length != (long) labels.length * height * width * 3) {
      throw new IllegalArgumentException(
          pixels.length
              + " bytes are not "
              + labels.length
              + " images of "
              + height
              + "x"
              + width
              + "x3");
    }
    this.name = name;
    this.height = height;
    this.width = width;
    this.labels = labels;
    this.pixels = pixels;
    this.contentHash = contentHash;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  @Override
  public boolean read(int index, byte[] target, int offset) {
    Objects.checkIndex(index, size());
    int length = bytesPerImage();
    System.arraycopy(pixels, index * length, target, offset, length);
    return true;
  }

  @Override
  public String contentHash() {
    return contentHash;
  }

  @Override
  public String toString() {
    return name + " " + Arrays.toString(new int[] {size(), height, width, 3});
  }
}

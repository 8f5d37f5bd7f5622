package io.headstart.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A named, ordered set of labelled images of one size: uint8 RGB, [N, H, W, 3].
 *
 * <p>Images are read one at a time, so that a set may be larger than memory. Reading is safe from
 * several threads.
 */
public interface ImageSet {
  /** Returns the name the split knows it by, for example {@code data_batch_1}. */
  String name();

  /** Returns how many images there are. */
  int size();

  /** Returns the height of every image in pixels. */
  int height();

  /** Returns the width of every image in pixels. */
  int width();

  /**
   * Returns the class of an image.
   *
   * @param index 0 .. size - 1
   * @return 0 .. classes - 1
   */
  int label(int index);

  /**
   * Writes one image, row by row, red, green and blue of a pixel side by side.
   *
   * @param index 0 .. size - 1
   * @param pixels receives {@link #bytesPerImage()} bytes
   * @param offset where they start
   * @return false when the image is broken; the bytes are then all 0 and the image belongs in no
   *     split
   */
  boolean read(int index, byte[] pixels, int offset);

  /**
   * Returns a SHA-256 in hexadecimal over all that decides the pixels and labels of this set: their
   * bytes, or, for drawn images, the seed and the version of the program that draws them.
   */
  String contentHash();

  /**
   * Returns what an image is called in lists of images: for a file its path relative to {@code
   * data.path}, otherwise {@code part/index}, such as {@code data_batch_1/123}.
   *
   * @param index 0 .. size - 1
   */
  default String imageName(int index) {
    return name() + "/" + index;
  }

  /**
   * Returns the group whose images must all be on one side of a split, such as those of one
   * patient; empty for an image that stands for itself.
   *
   * @param index 0 .. size - 1
   */
  default Optional<String> group(int index) {
    return Optional.empty();
  }

  /**
   * Returns how much an image counts in training, 1 for most.
   *
   * @param index 0 .. size - 1
   */
  default float weight(int index) {
    return 1;
  }

  /**
   * Returns the pixels on the shorter side of an image as it is stored, before it is resized; empty
   * where that cannot be told.
   *
   * @param index 0 .. size - 1
   */
  default OptionalInt storedSide(int index) {
    return OptionalInt.of(Math.min(height(), width()));
  }

  /**
   * Returns a SHA-256 in hexadecimal over the groups and weights of all images, which decide splits
   * and training but no feature; empty where no image has either.
   */
  default Optional<String> columnsHash() {
    return ImageSetHash.ofColumns(this);
  }

  /** Returns H * W * 3. */
  default int bytesPerImage() {
    return height() * width() * 3;
  }

  /** Returns the labels in order: int64 [N]. */
  default long[] labels() {
    long[] labels = new long[size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return labels;
  }

  /**
   * Returns the set whose images these are in another form, such as augmented; itself where they
   * are as they were read.
   */
  default ImageSet source() {
    return this;
  }

  /**
   * Takes note of a broken image that was met elsewhere, as {@link #read} does of its own.
   *
   * @param index 0 .. size - 1
   * @param reason why it could not be read
   * @throws io.headstart.Failure when there are now too many
   */
  default void noteBroken(int index, String reason) {}

  /** Returns the broken images met by {@link #read} so far, for the log: file and reason. */
  default List<String> broken() {
    return List.of();
  }
}

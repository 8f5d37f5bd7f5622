package io.headstart.data;

import io.headstart.RandomStream;
import io.headstart.config.DataSettings;
import java.util.List;
import java.util.Objects;

/**
 * Ten classes of textured shapes, drawn by the program: uint8 [N, 32, 32, 3].
 *
 * <p>Every class is one shape with one texture. Position, size, rotation, colours, contrast,
 * background, noise and occluders vary and say nothing about the class, and bright and dark are
 * exchanged at random, so that no single pixel does either: a linear classifier on pixels stays
 * poor, while local edges and textures tell the classes apart.
 *
 * <p>An image is a function of seed, part and index and is drawn when read: a set of any size needs
 * no memory. Only exactly specified arithmetic is used ({@link StrictMath}), so the pixels are the
 * same on every machine. Labels are balanced: every ten images in a row hold every class once.
 */
public final class SyntheticShapes implements ImageSet {
  /** The class names in label order. */
  public static final List<String> CLASSES =
      List.of(
          "disk-rows",
          "disk-columns",
          "square-rising",
          "square-falling",
          "triangle-checks",
          "triangle-dots",
          "ring-plain",
          "cross-speckle",
          "crescent-circles",
          "diamond-grid");

  /** Changes with every change of the pixels; part of the content hash. */
  private static final String VERSION = "synthetic shapes 1";

  static final int SIDE = 32;

  private final String name;
  private final long seed;
  private final int size;

  /**
   * Describes a part; nothing is drawn yet.
   *
   * @param name the part; parts of other names hold other images
   * @param seed the run's seed
   * @param size how many images there are
   */
  public SyntheticShapes(String name, long seed, int size) {
    this.name = name;
    this.seed = seed;
    this.size = size;
  }

  /** Returns the set with its parts {@code train} and {@code test}. */
  public static Dataset open(DataSettings.Synthetic counts, long seed) {
    return new Dataset(
        "synthetic",
        CLASSES,
        List.of(new SyntheticShapes("train", seed, counts.train())),
        List.of(new SyntheticShapes("test", seed, counts.test())),
        List.of("drawn by the program (" + VERSION + ", seed " + seed + ")"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int height() {
    return SIDE;
  }

  @Override
  public int width() {
    return SIDE;
  }

  @Override
  public int label(int index) {
    Objects.checkIndex(index, size);
    int classes = CLASSES.size();
    int block = index / classes;
    return RandomStream.of(seed, "synthetic-label-" + name, block)
        .permutation(classes)[index % classes];
  }

  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    int label = label(index);
    new ShapeDrawing(label, RandomStream.of(seed, "synthetic-image-" + name, index))
        .draw(SIDE, pixels, offset);
    return true;
  }

  @Override
  public String contentHash() {
    return new ImageSetHash(VERSION).add(seed).add(name).add(size).hex();
  }
}

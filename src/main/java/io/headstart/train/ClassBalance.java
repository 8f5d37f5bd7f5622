package io.headstart.train;

import io.headstart.RandomStream;
import java.util.Arrays;

/**
 * Draws rows so that every class comes equally often. Of a class with more rows than its share some
 * are left out, each time others; of one with fewer all come again and again, none more than once
 * oftener than another.
 */
final class ClassBalance {
  private final int[] labels;
  private final int classes;

  /**
   * Notes the classes of the images.
   *
   * @param labels [images], each from 0 to {@code classes - 1}
   */
  ClassBalance(int[] labels, int classes) {
    this.labels = labels.clone();
    this.classes = classes;
  }

  /**
   * Returns as many rows as were given, in random order.
   *
   * @param rows of the banks: row r shows image r modulo the number of images
   */
  int[] draw(int[] rows, RandomStream random) {
    int[] pool = rows.clone();
    random.shuffle(pool);
    int[][] byClass = byClass(pool);
    int[] present = present(byClass, random);
    int[] drawn = new int[rows.length];
    for (int i = 0; i < drawn.length; i++) {
      int[] own = byClass[present[i % present.length]];
      drawn[i] = own[i / present.length % own.length];
    }
    random.shuffle(drawn);
    return drawn;
  }

  private int[][] byClass(int[] pool) {
    int[] counts = new int[classes];
    for (int row : pool) {
      counts[labels[row % labels.length]]++;
    }
    int[][] byClass = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
    for (int row : pool) {
      int label = labels[row % labels.length];
      byClass[label][--counts[label]] = row;
    }
    return byClass;
  }

  /** The classes that have rows; in random order, as the first ones may come once oftener. */
  private static int[] present(int[][] byClass, RandomStream random) {
    int[] present = new int[byClass.length];
    int count = 0;
    for (int c = 0; c < byClass.length; c++) {
      if (byClass[c].length > 0) {
        present[count++] = c;
      }
    }
    int[] kept = Arrays.copyOf(present, count);
    random.shuffle(kept);
    return kept;
  }
}

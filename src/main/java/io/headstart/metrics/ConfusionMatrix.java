package io.headstart.metrics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How often each class was taken for each other: rows are the true classes, columns the predicted
 * ones. Immutable.
 *
 * <p>A ratio of 0/0 is 0 (scikit-learn's {@code zero_division=0}): the recall of a class without
 * images, the precision of a class that was never predicted, the accuracy of an empty matrix. The
 * macro averages leave out classes that neither occur nor were predicted, as scikit-learn does;
 * with none left they are 0.
 */
public final class ConfusionMatrix {
  private final int[][] counts;
  private final int[] rowSums;
  private final int[] columnSums;
  private final int total;
  private final int correct;

  private ConfusionMatrix(int[][] counts) {
    this.counts = counts;
    rowSums = new int[counts.length];
    columnSums = new int[counts.length];
    int diagonal = 0;
    int sum = 0;
    for (int actual = 0; actual < counts.length; actual++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        int count = counts[actual][predicted];
        rowSums[actual] += count;
        columnSums[predicted] += count;
        sum = Math.addExact(sum, count);
      }
      diagonal += counts[actual][actual];
    }
    total = sum;
    correct = diagonal;
  }

  /**
   * Counts the pairs of true and predicted class.
   *
   * @param labels the true classes, [N], each from 0 to {@code classes - 1}
   * @param predictions the predicted classes, [N], of the same range
   * @param classes the number of classes, at least 1
   * @throws IllegalArgumentException if the lengths differ or a class is out of range
   */
  public static ConfusionMatrix of(int[] labels, int[] predictions, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes is " + classes + ", must be at least 1");
    }
    if (labels.length != predictions.length) {
      throw new IllegalArgumentException(
          labels.length + " labels but " + predictions.length + " predictions");
    }
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      counts[inRange("label", labels[i], classes, i)][
          inRange("prediction", predictions[i], classes, i)]++;
    }
    return new ConfusionMatrix(counts);
  }

  /**
   * Takes a matrix counted before.
   *
   * @param counts [C, C], rows true, columns predicted; copied
   * @throws IllegalArgumentException if it is empty, not square or has a negative count
   */
  public static ConfusionMatrix ofCounts(int[][] counts) {
    if (counts.length == 0) {
      throw new IllegalArgumentException("a confusion matrix needs at least one class");
    }
    int[][] copy = new int[counts.length][];
    for (int row = 0; row < counts.length; row++) {
      if (counts[row].length != counts.length) {
        throw new IllegalArgumentException(
            "row " + row + " has " + counts[row].length + " counts, not " + counts.length);
      }
      if (Arrays.stream(counts[row]).anyMatch(count -> count < 0)) {
        throw new IllegalArgumentException("row " + row + " has a negative count");
      }
      copy[row] = counts[row].clone();
    }
    return new ConfusionMatrix(copy);
  }

  private static int inRange(String what, int value, int classes, int index) {
    if (value < 0 || value >= classes) {
      throw new IllegalArgumentException(
          what + " " + value + " at index " + index + " is not one of 0.." + (classes - 1));
    }
    return value;
  }

  /** Returns the number of classes. */
  public int classes() {
    return counts.length;
  }

  /** Returns how many images of one class were predicted as another (or as itself). */
  public int count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /** Returns all counts, [C, C], rows true, columns predicted; a copy. */
  public int[][] counts() {
    return Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new);
  }

  /** Returns the number of images. */
  public int total() {
    return total;
  }

  /** Returns how many images were predicted as what they are. */
  public int correct() {
    return correct;
  }

  /** Returns how many images the class has. */
  public int support(int index) {
    return rowSums[index];
  }

  /** Returns how many images were predicted as the class. */
  public int predicted(int index) {
    return columnSums[index];
  }

  /** Returns the share of images predicted as what they are, 0..1; 0 without images. */
  public double accuracy() {
    return ratio(correct, total);
  }

  /** Returns the share of the images predicted as the class that are of it, 0..1. */
  public double precision(int index) {
    return ratio(counts[index][index], columnSums[index]);
  }

  /** Returns the share of the class's images that were predicted as it, 0..1. */
  public double recall(int index) {
    return ratio(counts[index][index], rowSums[index]);
  }

  /** Returns the harmonic mean of precision and recall, 0..1. */
  public double f1(int index) {
    // 2pr/(p+r) in counts: exact, and defined where only one of the two has images.
    return ratio(2.0 * counts[index][index], (double) rowSums[index] + columnSums[index]);
  }

  /** Returns the mean precision over the classes that occur or were predicted. */
  public double macroPrecision() {
    return macro(this::precision);
  }

  /** Returns the mean recall over the classes that occur or were predicted. */
  public double macroRecall() {
    return macro(this::recall);
  }

  /** Returns the mean F1 over the classes that occur or were predicted. */
  public double macroF1() {
    return macro(this::f1);
  }

  private double macro(IntToDoubleFunction figure) {
    double sum = 0;
    int present = 0;
    for (int index = 0; index < counts.length; index++) {
      if (rowSums[index] > 0 || columnSums[index] > 0) {
        sum += figure.applyAsDouble(index);
        present++;
      }
    }
    return ratio(sum, present);
  }

  private static double ratio(double numerator, double denominator) {
    return denominator == 0 ? 0 : numerator / denominator;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix that && Arrays.deepEquals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  @Override
  public String toString() {
    return Arrays.deepToString(counts);
  }
}

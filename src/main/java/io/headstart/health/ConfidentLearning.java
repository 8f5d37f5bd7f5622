package io.headstart.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds labels that are probably wrong, by confident learning (Northcutt, Jiang and Chuang 2021,
 * "Confident Learning: Estimating Uncertainty in Dataset Labels"), from class probabilities of
 * models that did not train on the image.
 *
 * <p>A class's threshold is the mean probability of its own images for it. An image counts as one
 * of another class where that one's probability reaches its threshold and is the greatest that
 * does. So many images of each label are then suspected (the method's "prune by class"): those that
 * are the least probably of their own.
 */
public final class ConfidentLearning {
  private final float[] probabilities;
  private final int[] labels;
  private final int classes;

  private ConfidentLearning(float[] probabilities, int[] labels, int classes) {
    this.probabilities = probabilities;
    this.labels = labels;
    this.classes = classes;
  }

  /**
   * A label that is probably wrong.
   *
   * @param image number of the image
   * @param suggested the most probable class
   * @param own probability of the given label
   * @param confidence probability of the suggested class
   */
  public record Suspect(int image, int suggested, double own, double confidence) {}

  /**
   * Returns the suspected labels, the least probable first.
   *
   * @param probabilities [N * C], image by image
   * @param labels [N], 0 .. C - 1
   * @param classes C
   */
  public static List<Suspect> suspects(float[] probabilities, int[] labels, int classes) {
    return new ConfidentLearning(probabilities, labels, classes).suspects();
  }

  private List<Suspect> suspects() {
    int[] wrong = countWrong(thresholds());
    List<Suspect> suspects = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      int own = label;
      IntStream.range(0, labels.length)
          .filter(image -> labels[image] == own)
          .boxed()
          .sorted(Comparator.comparingDouble(image -> probability(image, own)))
          .limit(wrong[label])
          .map(this::suspect)
          .filter(suspect -> suspect.suggested() != own)
          .forEach(suspects::add);
    }
    suspects.sort(Comparator.comparingDouble(Suspect::own).thenComparing(Suspect::image));
    return suspects;
  }

  private double probability(int image, int label) {
    return probabilities[image * classes + label];
  }

  private Suspect suspect(int image) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = probability(image, c) > probability(image, best) ? c : best;
    }
    return new Suspect(image, best, probability(image, labels[image]), probability(image, best));
  }

  /** Returns each class's threshold; that of a class without images is never reached. */
  private double[] thresholds() {
    double[] sums = new double[classes];
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      sums[labels[i]] += probability(i, labels[i]);
      counts[labels[i]]++;
    }
    for (int c = 0; c < classes; c++) {
      sums[c] = counts[c] == 0 ? Double.POSITIVE_INFINITY : sums[c] / counts[c];
    }
    return sums;
  }

  /** Returns, by label, how many images are confidently of another class. */
  private int[] countWrong(double[] thresholds) {
    int[] wrong = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      int best = -1;
      for (int c = 0; c < classes; c++) {
        double p = probability(i, c);
        if (p >= thresholds[c] && (best < 0 || p > probability(i, best))) {
          best = c;
        }
      }
      if (best >= 0 && best != labels[i]) {
        wrong[labels[i]]++;
      }
    }
    return wrong;
  }
}

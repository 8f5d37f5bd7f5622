package io.headstart.train;

import io.headstart.engine.TorchRuntime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What simple classifiers reach on the features a head is trained on: a head that does not beat
 * them is not worth its training. None of them uses chance.
 *
 * <p>The rows are as they are after the head's transform, those of the original training images;
 * where an image is evaluated in several views, the first counts.
 */
public final class Baselines {
  /** Takes the class with most training images. */
  public static final String MAJORITY = "majority class";

  /** Takes the class whose mean is nearest. */
  public static final String NEAREST_MEAN = "nearest class mean";

  /** Asks the 20 nearest training images. */
  public static final String NEAREST_NEIGHBOURS = "20 nearest neighbours";

  /** Softmax regression, by L-BFGS. */
  public static final String LINEAR = "linear, by L-BFGS";

  /** Number of neighbours, and the temperature of their votes: Caron et al. 2021 (DINO). */
  private static final int K = 20;

  private static final double TEMPERATURE = 0.07;

  /**
   * Multiplications that one of them may cost at most, some seconds on two processor cores: 50,000
   * images of 512 features trained and 15,000 evaluated. A dearer one is left out.
   */
  private static final double MOST_WORK = 4e11;

  /** Passes over the rows that a regression takes, forward and backward: some 50 steps. */
  private static final int PASSES = 100;

  private final TorchRuntime torch;
  private final DeviceRows rows;
  private final int[] labels;
  private final int classes;

  private Baselines(TorchRuntime torch, DeviceRows rows, int[] labels, int classes) {
    this.torch = torch;
    this.rows = rows;
    this.labels = labels;
    this.classes = classes;
  }

  /**
   * Trains and evaluates them.
   *
   * @param rows of the training images, float32 [N, D]
   * @param labels of the training images, [N]
   * @param sets to evaluate, by name
   * @return accuracy, 0 .. 1, by baseline and set
   */
  public static Map<String, Map<String, Double>> evaluate(
      TorchRuntime torch,
      DeviceRows rows,
      int[] labels,
      int classes,
      Map<String, EvaluationData> sets) {
    return new Baselines(torch, rows, labels, classes).evaluate(sets);
  }

  private Map<String, Map<String, Double>> evaluate(Map<String, EvaluationData> sets) {
    Map<String, Map<String, Double>> all = new LinkedHashMap<>();
    if (sets.isEmpty()) {
      return all;
    }
    int majority = mostFrequent();
    all.put(MAJORITY, accuracies(sets, set -> constant(majority, set.count())));
    try (LinearClassifiers means = LinearClassifiers.nearestMean(torch, rows, labels, classes)) {
      all.put(NEAREST_MEAN, accuracies(sets, means::predictions));
    }
    double asked = sets.values().stream().mapToDouble(set -> set.labels().length).sum();
    double values = (double) rows.count() * rows.dimension();
    if (asked * values <= MOST_WORK) {
      all.put(NEAREST_NEIGHBOURS, accuracies(sets, this::votes));
    }
    if (PASSES * values * classes <= MOST_WORK) {
      try (LinearClassifiers linear =
          LinearClassifiers.regression(torch, rows, labels, classes, LinearClassifiers.PENALTY)) {
        all.put(LINEAR, accuracies(sets, linear::predictions));
      }
    }
    return all;
  }

  private static Map<String, Double> accuracies(
      Map<String, EvaluationData> sets, Function<DeviceRows, int[]> classifier) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    sets.forEach(
        (name, set) -> {
          int[] predicted = classifier.apply(set.views().get(0));
          int right = 0;
          for (int i = 0; i < predicted.length; i++) {
            right += predicted[i] == set.labels()[i] ? 1 : 0;
          }
          accuracies.put(name, (double) right / predicted.length);
        });
    return accuracies;
  }

  private int mostFrequent() {
    int[] counts = new int[classes];
    int most = 0;
    for (int label : labels) {
      counts[label]++;
    }
    for (int c = 0; c < classes; c++) {
      most = counts[c] > counts[most] ? c : most;
    }
    return most;
  }

  private static int[] constant(int value, int count) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  /** Lets the neighbours vote, the nearer ones with more weight. */
  private int[] votes(DeviceRows set) {
    Neighbours near = Neighbours.between(torch, set, rows, K);
    int[] predicted = new int[near.count()];
    for (int i = 0; i < predicted.length; i++) {
      double[] votes = new double[classes];
      for (int j = i * near.k(); j < (i + 1) * near.k(); j++) {
        votes[labels[near.indices()[j]]] += Math.exp(near.cosines()[j] / TEMPERATURE);
      }
      for (int c = 0; c < classes; c++) {
        predicted[i] = votes[c] > votes[predicted[i]] ? c : predicted[i];
      }
    }
    return predicted;
  }
}

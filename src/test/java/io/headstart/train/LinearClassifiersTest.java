package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinearClassifiersTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  @Test
  void aClassWithoutRowsIsNeverTheNearest() {
    try (DeviceRows rows = TestRows.upload(TORCH, new float[] {-9, -9, -8, -9, 9, 9}, 2);
        LinearClassifiers means =
            LinearClassifiers.nearestMean(TORCH, rows, new int[] {0, 0, 2}, 4);
        DeviceRows asked = TestRows.upload(TORCH, new float[] {0.5f, 0.5f, -1, -1}, 2)) {
      assertThat(means.predictions(asked)).containsExactly(2, 0);
    }
  }

  @Test
  void aRegressionOfRowsThatSayNothingGivesTheSharesOfTheClasses() {
    float[] zeros = new float[2 * 4];
    try (DeviceRows rows = TestRows.upload(TORCH, zeros, 2);
        LinearClassifiers model =
            LinearClassifiers.regression(TORCH, rows, new int[] {0, 0, 0, 1}, 2, 0.01)) {
      float[] probabilities = model.probabilities(rows, new int[4]);
      assertThat(probabilities[0]).isCloseTo(0.75f, within(0.01f));
      assertThat(probabilities[1]).isCloseTo(0.25f, within(0.01f));
    }
  }

  /** One feature, two rows 1 and -1 of two classes: by symmetry w = (v, -v) and one equation. */
  @Test
  void aRegressionMeetsTheConditionOfItsMinimum() {
    double l2 = 0.1;
    try (DeviceRows rows = TestRows.upload(TORCH, new float[] {1, -1}, 1);
        LinearClassifiers model =
            LinearClassifiers.regression(TORCH, rows, new int[] {0, 1}, 2, l2)) {
      double p = model.probabilities(rows, new int[2])[0];
      double v = Math.log(p / (1 - p)) / 2;
      assertThat(l2 * v).isCloseTo(1 - p, within(1e-3));
    }
  }

  @Test
  void aFoldLearnsNothingFromItsOwnRows() {
    TrainingData data = TestRows.draw(TORCH, 5000, 6, 3);
    int[] folds = new int[5000];
    int[] labels = data.labels().clone();
    for (int i = 0; i < folds.length; i++) {
      folds[i] = i % 2;
      // Fold 1 has other labels: whoever learns from it answers otherwise.
      labels[i] = (labels[i] + folds[i]) % 3;
    }
    int[] other = Arrays.stream(folds).map(fold -> 1 - fold).toArray();
    try (LinearClassifiers models =
        LinearClassifiers.regressions(TORCH, data.features(), labels, 3, folds, 2, 1e-3)) {
      assertThat(accuracy(models.probabilities(data.features(), folds), labels)).isLessThan(0.2);
      assertThat(accuracy(models.probabilities(data.features(), other), labels)).isGreaterThan(0.7);
    }
  }

  @Test
  void severalRegressionsAtOnceAreThoseOfEachAlone() {
    TrainingData data = TestRows.draw(TORCH, 300, 6, 3);
    int[] folds = new int[300];
    Arrays.setAll(folds, i -> i % 3);
    try (LinearClassifiers all =
        LinearClassifiers.regressions(TORCH, data.features(), data.labels(), 3, folds, 3, 0.01)) {
      int[] without = Arrays.stream(folds).map(fold -> fold == 1 ? 0 : -1).toArray();
      try (LinearClassifiers one =
          LinearClassifiers.regressions(
              TORCH, data.features(), data.labels(), 3, without, 1, 0.01)) {
        int[] second = new int[300];
        Arrays.fill(second, 1);
        float[] together = all.probabilities(data.features(), second);
        float[] alone = one.probabilities(data.features(), new int[300]);
        for (int i = 0; i < alone.length; i++) {
          assertThat(together[i]).isCloseTo(alone[i], within(0.03f));
        }
      }
    }
  }

  private static double accuracy(float[] probabilities, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < 3; c++) {
        best = probabilities[3 * i + c] > probabilities[3 * i + best] ? c : best;
      }
      right += best == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}

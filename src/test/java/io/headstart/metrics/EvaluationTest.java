package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  @Test
  void noImagesGiveZeros() {
    Evaluation evaluation = Evaluation.of(new float[0], new int[0], 4);
    assertThat(evaluation.count()).isZero();
    assertThat(evaluation.accuracy()).isEqualTo(0.0);
    assertThat(evaluation.crossEntropy()).isEqualTo(0.0);
    assertThat(evaluation.figures().values()).hasSize(Metrics.ALL.size());
    assertThat(evaluation.figures().values().values()).containsOnly(0.0);
  }

  @Test
  void equalLogitsLoseTheLogarithmOfTheClassCount() {
    Evaluation evaluation = Evaluation.of(new float[20], new int[] {3, 0}, 10);
    assertThat(evaluation.crossEntropy()).isCloseTo(Math.log(10), within(1e-15));
    // All equal: the first class is taken, as PyTorch's argmax does.
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
  }

  @Test
  void lossMatchesNumbersWorkedOutByHand() {
    // -log(e^2 / (e^1 + e^2 + e^3)) and -log(e^5 / (e^5 + 2))
    float[] logits = {1, 2, 3, 5, 0, 0};
    assertThat(Evaluation.of(logits, new int[] {1, 0}, 3).crossEntropy())
        .isCloseTo((1.4076059644443804 + 0.013385901721571) / 2, within(1e-12));
  }

  @Test
  void hugeLogitsNeitherOverflowNorLosePrecision() {
    float[] logits = {1e30f, 0, -1e30f, 1000, 1000, 0};
    assertThat(Logits.crossEntropy(logits, new int[] {0, 1}, 3))
        .isCloseTo(Math.log(2) / 2, within(1e-12));
    assertThat(Logits.softmax(logits, 1, 3)).containsExactly(0.5, 0.5, 0.0);
  }

  @Test
  void softmaxSumsToOneAndKeepsTheOrder() {
    double[] probabilities = Logits.softmax(new float[] {9, 9, 9, 0.5f, -2, 1}, 1, 3);
    assertThat(DoubleStream.of(probabilities).sum()).isCloseTo(1, within(1e-15));
    assertThat(probabilities[2]).isGreaterThan(probabilities[0]);
    assertThat(probabilities[0]).isGreaterThan(probabilities[1]);
  }

  @Test
  void topKIsSortedAndTakesTheLowerClassBetweenEquals() {
    float[] logits = {3, 7, 3, 9};
    assertThat(Logits.topK(logits, 0, 4, 3)).containsExactly(3, 1, 0);
    assertThat(Logits.topK(logits, 0, 4, 99)).containsExactly(3, 1, 0, 2);
    assertThat(Logits.topK(new float[] {Float.NaN, -1, 2}, 0, 3, 3)).containsExactly(2, 1, 0);
  }

  @Test
  void ranksCountTheClassesBeforeTheOwnAndTakeTheLowerBetweenEquals() {
    float[] logits = {3, 7, 3, 3, 7, 3, 3, 7, 3, Float.NaN, -1, 2};
    assertThat(Logits.ranks(logits, new int[] {0, 1, 2, 0}, 3)).containsExactly(1, 0, 2, 2);
    for (int label = 0; label < 3; label++) {
      int rank = Logits.ranks(new float[] {5, 5, 9}, new int[] {label}, 3)[0];
      assertThat(Logits.topK(new float[] {5, 5, 9}, 0, 3, 3)[rank]).isEqualTo(label);
    }
  }

  @Test
  void topKAccuracyRisesToOneWithK() {
    Evaluation evaluation =
        Evaluation.of(new float[] {3, 2, 1, 3, 2, 1, 3, 2, 1}, new int[] {0, 1, 2}, 3);
    assertThat(new TopKAccuracy(1).of(evaluation)).isEqualTo(evaluation.accuracy());
    assertThat(new TopKAccuracy(2).of(evaluation)).isEqualTo(2.0 / 3);
    assertThat(new TopKAccuracy(5).of(evaluation)).isEqualTo(1.0);
  }

  /** Three images of class 0, all right, and one of class 1, wrong; class 2 does not occur. */
  @Test
  void balancedAccuracyIsTheMeanRecallOfTheClassesThatOccur() {
    float[] logits = {1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1};
    Evaluation evaluation = Evaluation.of(logits, new int[] {0, 0, 0, 1}, 3);
    assertThat(evaluation.accuracy()).isEqualTo(0.75);
    assertThat(new BalancedAccuracy().of(evaluation)).isEqualTo(0.5);
  }

  @Test
  void figuresHaveEveryMetricUnderItsOwnName() {
    SetFigures figures = Evaluation.of(new float[20], new int[] {3, 0}, 10).figures();
    assertThat(figures.fields().keySet())
        .containsExactly("count", "accuracy", "loss", "top-5-accuracy", "balanced-accuracy");
    assertThat(figures.accuracy()).isEqualTo(0.5);
    assertThat(figures.interval(Metrics.LOSS)).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> Evaluation.of(new float[7], new int[2], 3))
        .hasMessage("7 logits are not rows of 3 classes");
    assertThatThrownBy(() -> Evaluation.of(new float[6], new int[3], 3))
        .hasMessage("2 rows of logits but 3 labels");
    assertThatThrownBy(() -> Evaluation.of(new float[6], new int[] {0, 3}, 3))
        .hasMessage("label 3 at index 1 is not one of 0..2");
    assertThatThrownBy(() -> new TopKAccuracy(0)).hasMessage("k is 0, must be at least 1");
    ConfusionMatrix one = ConfusionMatrix.of(new int[1], new int[1], 2);
    assertThatThrownBy(() -> new Evaluation(0, one, new int[2]))
        .hasMessage("2 ranks but a confusion matrix of 1 images");
  }
}

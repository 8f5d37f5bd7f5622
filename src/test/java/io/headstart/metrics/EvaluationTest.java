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
    assertThat(evaluation.loss()).isEqualTo(0.0);
    assertThat(evaluation.standardError()).isEqualTo(0.0);
  }

  @Test
  void equalLogitsLoseTheLogarithmOfTheClassCount() {
    Evaluation evaluation = Evaluation.of(new float[20], new int[] {3, 0}, 10);
    assertThat(evaluation.loss()).isCloseTo(Math.log(10), within(1e-15));
    // All equal: the first class is taken, as PyTorch's argmax does.
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
  }

  @Test
  void lossMatchesNumbersWorkedOutByHand() {
    // -log(e^2 / (e^1 + e^2 + e^3)) and -log(e^5 / (e^5 + 2))
    float[] logits = {1, 2, 3, 5, 0, 0};
    assertThat(Evaluation.of(logits, new int[] {1, 0}, 3).loss())
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
  void topKAccuracyRisesToOneWithK() {
    float[] logits = {3, 2, 1, 3, 2, 1, 3, 2, 1};
    int[] labels = {0, 1, 2};
    assertThat(Logits.topKAccuracy(logits, labels, 3, 1)).isEqualTo(1.0 / 3);
    assertThat(Logits.topKAccuracy(logits, labels, 3, 2)).isEqualTo(2.0 / 3);
    assertThat(Logits.topKAccuracy(logits, labels, 3, 5)).isEqualTo(1.0);
    assertThat(Logits.topKAccuracy(new float[0], new int[0], 3, 1)).isEqualTo(0.0);
  }

  @Test
  void standardErrorIsTheBinomialOne() {
    assertThat(Evaluation.standardError(0.9, 10_000)).isCloseTo(0.003, within(1e-12));
    assertThat(Evaluation.standardError(1, 50)).isEqualTo(0.0);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> Evaluation.of(new float[7], new int[2], 3))
        .hasMessage("7 logits are not rows of 3 classes");
    assertThatThrownBy(() -> Evaluation.of(new float[6], new int[3], 3))
        .hasMessage("2 rows of logits but 3 labels");
    assertThatThrownBy(() -> Evaluation.of(new float[6], new int[] {0, 3}, 3))
        .hasMessage("label 3 at index 1 is not one of 0..2");
    assertThatThrownBy(() -> Logits.topKAccuracy(new float[3], new int[1], 3, 0))
        .hasMessage("k is 0, must be at least 1");
    ConfusionMatrix one = ConfusionMatrix.of(new int[1], new int[1], 2);
    assertThatThrownBy(() -> new Evaluation(2, 1, 0, one))
        .hasMessage("count is 2 but the confusion matrix has 1 images");
  }
}

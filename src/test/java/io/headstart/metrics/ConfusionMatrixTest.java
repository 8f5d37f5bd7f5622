package io.headstart.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  @Test
  void noImagesGiveZerosAndNoNaN() {
    ConfusionMatrix matrix = ConfusionMatrix.of(new int[0], new int[0], 3);
    assertThat(matrix.total()).isZero();
    assertThat(matrix.accuracy()).isEqualTo(0.0);
    assertThat(matrix.precision(1)).isEqualTo(0.0);
    assertThat(matrix.recall(1)).isEqualTo(0.0);
    assertThat(matrix.f1(1)).isEqualTo(0.0);
    assertThat(matrix.macroF1()).isEqualTo(0.0);
  }

  @Test
  void oneClassIsAlwaysRight() {
    ConfusionMatrix matrix = ConfusionMatrix.of(new int[] {0, 0}, new int[] {0, 0}, 1);
    assertThat(matrix.accuracy()).isEqualTo(1.0);
    assertThat(matrix.macroF1()).isEqualTo(1.0);
  }

  @Test
  void figuresAreThoseOfAHandCountedExample() {
    // true 0 0 0 1 1 2, predicted 0 0 1 1 0 2
    ConfusionMatrix matrix =
        ConfusionMatrix.of(new int[] {0, 0, 0, 1, 1, 2}, new int[] {0, 0, 1, 1, 0, 2}, 3);
    assertThat(matrix.counts()).isDeepEqualTo(new int[][] {{2, 1, 0}, {1, 1, 0}, {0, 0, 1}});
    assertThat(matrix.correct()).isEqualTo(4);
    assertThat(matrix.accuracy()).isEqualTo(4.0 / 6);
    assertThat(matrix.support(0)).isEqualTo(3);
    assertThat(matrix.predicted(1)).isEqualTo(2);
    assertThat(matrix.precision(0)).isEqualTo(2.0 / 3);
    assertThat(matrix.recall(1)).isEqualTo(0.5);
    assertThat(matrix.f1(1)).isEqualTo(0.5);
    assertThat(matrix.macroRecall()).isCloseTo((2.0 / 3 + 0.5 + 1) / 3, within(1e-15));
  }

  @Test
  void macroAveragesLeaveOutClassesThatNeitherOccurNorWerePredicted() {
    // Class 2 is absent; class 1 was predicted but never occurs, and counts with 0.
    ConfusionMatrix matrix = ConfusionMatrix.of(new int[] {0, 0}, new int[] {0, 1}, 3);
    assertThat(matrix.macroPrecision()).isEqualTo(0.5);
    assertThat(matrix.macroRecall()).isEqualTo(0.25);
  }

  @Test
  void countsAreCopiedInAndOut() {
    int[][] counts = {{1, 0}, {0, 1}};
    ConfusionMatrix matrix = ConfusionMatrix.ofCounts(counts);
    counts[0][0] = 9;
    matrix.counts()[1][1] = 9;
    assertThat(matrix)
        .isEqualTo(ConfusionMatrix.of(new int[] {0, 1}, new int[] {0, 1}, 2))
        .hasToString("[[1, 0], [0, 1]]");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> ConfusionMatrix.of(new int[] {0, 5}, new int[] {0, 0}, 3))
        .hasMessage("label 5 at index 1 is not one of 0..2");
    assertThatThrownBy(() -> ConfusionMatrix.of(new int[] {0}, new int[] {-1}, 3))
        .hasMessage("prediction -1 at index 0 is not one of 0..2");
    assertThatThrownBy(() -> ConfusionMatrix.of(new int[1], new int[2], 3))
        .hasMessage("1 labels but 2 predictions");
    assertThatThrownBy(() -> ConfusionMatrix.ofCounts(new int[][] {{1, 2}}))
        .hasMessage("row 0 has 2 counts, not 1");
    assertThatThrownBy(() -> ConfusionMatrix.ofCounts(new int[][] {{-1}}))
        .hasMessage("row 0 has a negative count");
  }
}

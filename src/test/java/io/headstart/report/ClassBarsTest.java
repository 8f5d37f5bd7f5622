package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.metrics.ConfusionMatrix;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassBarsTest {
  @Test
  void withoutImagesThereIsNothingToDraw() {
    ConfusionMatrix zeros = ConfusionMatrix.ofCounts(new int[2][2]);
    assertThat(ClassBars.of(zeros, List.of("a", "b")).isEmpty()).isTrue();
  }

  @Test
  void theLowestRecallComesFirstAndClassesWithoutImagesAreLeftOut() {
    ConfusionMatrix matrix =
        ConfusionMatrix.ofCounts(
            new int[][] {{9, 1, 0, 0}, {5, 5, 0, 0}, {0, 0, 0, 0}, {0, 3, 0, 7}});
    ClassBars bars = ClassBars.of(matrix, List.of("a", "b", "c", "d"));
    assertThat(bars.shown()).containsExactly(1, 3, 0);
    assertThat(bars.caption("test")).contains("on the test images, the lowest recall first. ");
  }

  @Test
  void ofManyClassesTheWeakestAreDrawn() {
    int[][] counts = new int[100][100];
    for (int index = 0; index < 100; index++) {
      counts[index][index] = 100 - index;
      counts[index][0] += index;
    }
    List<String> names = IntStream.range(0, 100).mapToObj(index -> "class " + index).toList();
    ClassBars bars = ClassBars.of(ConfusionMatrix.ofCounts(counts), names);
    assertThat(bars.shown()).hasSize(30).startsWith(99, 98, 97);
    assertThat(bars.caption("test")).contains("(the first 30 of 100 classes)");
  }
}

package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StratifiedDrawTest {
  /** Draws from images 100, 101, ... of the classes given by how many images each has. */
  private static StratifiedDraw draw(int total, long seed, int... counts) {
    int[] labels = labels(counts);
    int[] images = IntStream.range(0, labels.length).map(i -> 100 + i).toArray();
    return StratifiedDraw.of(images, labels, counts.length, total, seed, "test");
  }

  private static int[] labels(int... counts) {
    return IntStream.range(0, counts.length)
        .flatMap(label -> IntStream.generate(() -> label).limit(counts[label]))
        .toArray();
  }

  private static int[] drawnPerClass(int total, int... counts) {
    int[] labels = labels(counts);
    int[] drawn = draw(total, 1, counts).drawn();
    return StratifiedDraw.counts(
        Arrays.stream(drawn).map(image -> labels[image - 100]).toArray(), counts.length);
  }

  @Test
  void fromNothingNothingIsDrawn() {
    StratifiedDraw draw = draw(0, 1, 0, 0);
    assertThat(draw.drawn()).isEmpty();
    assertThat(draw.rest()).isEmpty();
  }

  @Test
  void drawingNoneOrAllLeavesTheOrder() {
    assertThat(draw(0, 1, 3, 2).rest()).containsExactly(100, 101, 102, 103, 104);
    assertThat(draw(5, 1, 3, 2).drawn()).containsExactly(100, 101, 102, 103, 104);
    assertThat(draw(5, 1, 3, 2).rest()).isEmpty();
  }

  @Test
  void aSingleImageCanBeDrawn() {
    assertThat(draw(1, 1, 1).drawn()).containsExactly(100);
  }

  /** Largest remainders; a tie goes to the lower class. */
  @ParameterizedTest
  @CsvSource({
    "10, 50, 30, 20, 5, 3, 2",
    "1, 50, 30, 20, 1, 0, 0",
    "2, 50, 30, 20, 1, 1, 0",
    "3, 10, 10, 10, 1, 1, 1",
    "4, 10, 10, 10, 2, 1, 1",
    "5, 10, 10, 10, 2, 2, 1",
    "10, 90, 5, 5, 9, 1, 0",
    "10, 100, 0, 0, 10, 0, 0",
    "10, 1, 98, 1, 0, 10, 0",
    "99, 1, 98, 1, 1, 97, 1"
  })
  void everyClassGivesItsShareAndTheTotalIsExact(
      int total, int first, int second, int third, int a, int b, int c) {
    assertThat(drawnPerClass(total, first, second, third)).containsExactly(a, b, c);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 50, 99})
  void eachImageIsDrawnOrLeftAndBothKeepTheirOrder(int total) {
    StratifiedDraw draw = draw(total, 3, 40, 35, 25);
    assertThat(draw.drawn()).hasSize(total).isSorted();
    assertThat(draw.rest()).hasSize(100 - total).isSorted();
    assertThat(IntStream.concat(Arrays.stream(draw.drawn()), Arrays.stream(draw.rest())).sorted())
        .containsExactlyElementsOf(IntStream.range(100, 200).boxed().toList());
  }

  @Test
  void seedAndUseDecideTheDraw() {
    int[] drawn = draw(20, 3, 50, 50).drawn();
    assertThat(draw(20, 3, 50, 50).drawn()).isEqualTo(drawn);
    assertThat(draw(20, 4, 50, 50).drawn()).isNotEqualTo(drawn);
    int[] labels = labels(50, 50);
    int[] images = IntStream.range(100, 200).toArray();
    assertThat(StratifiedDraw.of(images, labels, 2, 20, 3, "another use").drawn())
        .isNotEqualTo(drawn);
  }

  @Test
  void everyClassHasItsOwnStreamSoThatMoreOfOneChangeNoOther() {
    int[] few = draw(20, 3, 50, 50).drawn();
    // The share of the first class stays ten, although the second has grown.
    int[] many = draw(50, 3, 50, 200).drawn();
    assertThat(Arrays.stream(many).filter(image -> image < 150).toArray())
        .isEqualTo(Arrays.stream(few).filter(image -> image < 150).toArray());
  }

  @Test
  void largeSetsDoNotOverflow() {
    int[] labels = new int[3_000_000];
    Arrays.fill(labels, 1_500_000, labels.length, 1);
    int[] images = IntStream.range(0, labels.length).toArray();
    StratifiedDraw draw = StratifiedDraw.of(images, labels, 2, 2_000_001, 0, "test");
    assertThat(Arrays.stream(draw.drawn()).filter(image -> image < 1_500_000).count())
        .isEqualTo(1_000_001);
  }
}

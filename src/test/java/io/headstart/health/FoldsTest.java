package io.headstart.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {
  @Test
  void noImagesGiveNoFolds() {
    assertThat(Folds.deal(new int[0], List.of(), 5, 0)).isEmpty();
  }

  @Test
  void everyFoldHasTheSameShareOfEveryClass() {
    int[] labels = IntStream.range(0, 100).map(i -> i < 50 ? 0 : 1).toArray();
    int[] folds = Folds.deal(labels, List.of(), 5, 0);
    for (int fold = 0; fold < 5; fold++) {
      int own = fold;
      assertThat(IntStream.range(0, 50).filter(i -> folds[i] == own)).hasSize(10);
      assertThat(IntStream.range(50, 100).filter(i -> folds[i] == own)).hasSize(10);
    }
  }

  @Test
  void copiesLieInOneFold() {
    int[] folds = Folds.deal(new int[40], List.of(new int[] {3, 17, 39}, new int[] {5, 6}), 4, 1);
    assertThat(folds[17]).isEqualTo(folds[3]);
    assertThat(folds[39]).isEqualTo(folds[3]);
    assertThat(folds[6]).isEqualTo(folds[5]);
  }

  @Test
  void anotherSeedDealsOtherwise() {
    int[] first = Folds.deal(new int[40], List.of(), 4, 1);
    assertThat(Folds.deal(new int[40], List.of(), 4, 1)).isEqualTo(first);
    assertThat(Arrays.equals(Folds.deal(new int[40], List.of(), 4, 2), first)).isFalse();
  }
}

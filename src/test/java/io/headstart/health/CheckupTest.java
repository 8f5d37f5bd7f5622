package io.headstart.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.data.ArrayImageSet;
import io.headstart.data.ImageSet;
import io.headstart.health.ConfidentLearning.Suspect;
import io.headstart.health.Duplicates.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckupTest {
  private static final ImageSet SET = new ArrayImageSet("set", 1, 1, new byte[9], new byte[27]);

  private static CheckedImages images(Subset... subsets) {
    List<CheckedImages.Place> places = new ArrayList<>();
    for (Subset subset : subsets) {
      places.add(new CheckedImages.Place(SET, places.size(), subset));
    }
    return new CheckedImages(List.of("ant", "bee"), places, new int[subsets.length]);
  }

  private static Checkup checkup(
      CheckedImages images, List<int[]> exact, List<Pair> near, List<Suspect> suspects) {
    return new Checkup(
        images, Map.of(), List.of(), List.of(), new Duplicates(exact, near), suspects, List.of());
  }

  @Test
  void healthyImagesAreNotExcluded() {
    Checkup healthy = checkup(images(Subset.TRAIN), List.of(), List.of(), List.of());
    assertThat(healthy.exclude()).isEmpty();
    assertThat(healthy.leaks()).isEmpty();
  }

  @Test
  void oneOfEqualTrainingImagesStays() {
    CheckedImages images = images(Subset.TRAIN, Subset.TRAIN, Subset.TRAIN);
    assertThat(checkup(images, List.of(new int[] {0, 1, 2}), List.of(), List.of()).exclude())
        .containsExactly("set/1", "set/2");
  }

  @Test
  void aTestImageStaysAndItsCopiesGo() {
    CheckedImages images = images(Subset.TRAIN, Subset.VALIDATION, Subset.TRAIN, Subset.TEST);
    Checkup checkup = checkup(images, List.of(new int[] {0, 1, 2, 3}), List.of(), List.of());
    assertThat(checkup.exclude()).containsExactly("set/0", "set/1", "set/2");
    assertThat(checkup.leaks()).contains(new Pair(0, 1, 1), new Pair(1, 2, 1), new Pair(0, 3, 1));
  }

  @Test
  void equalTestImagesStay() {
    CheckedImages images = images(Subset.TEST, Subset.TEST);
    Checkup checkup = checkup(images, List.of(), List.of(new Pair(0, 1, 0.9)), List.of());
    assertThat(checkup.exclude()).isEmpty();
    assertThat(checkup.leaks()).isEmpty();
  }

  @Test
  void suspectedLabelsAreExcludedFromTrainingAlone() {
    CheckedImages images = images(Subset.TRAIN, Subset.TEST);
    List<Suspect> suspects = List.of(new Suspect(0, 1, 0.1, 0.9), new Suspect(1, 1, 0.1, 0.9));
    assertThat(checkup(images, List.of(), List.of(), suspects).exclude()).containsExactly("set/0");
  }

  private static CheckedImages labelled(Subset subset, int... labels) {
    List<CheckedImages.Place> places = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      places.add(new CheckedImages.Place(SET, labels.length - 1 - i, subset));
    }
    return new CheckedImages(List.of("ant", "bee"), places, labels);
  }

  private static final List<int[]> TWO = List.of(new int[] {0, 1});

  @Test
  void copiesOfOneLabelAreNoContradiction() {
    assertThat(checkup(labelled(Subset.TRAIN, 1, 1), TWO, List.of(), List.of()).contradictions())
        .isEmpty();
  }

  @Test
  void ofContradictingTrainingImagesTheSuspectedGoesWhicheverIsFirst() {
    CheckedImages images = labelled(Subset.TRAIN, 0, 1);
    for (int suspect = 0; suspect < 2; suspect++) {
      Checkup checkup =
          checkup(images, TWO, List.of(), List.of(new Suspect(suspect, 1 - suspect, 0.1, 0.9)));
      assertThat(checkup.exclude()).containsExactly(images.name(suspect));
      assertThat(checkup.contradictions())
          .containsExactly(
              new Contradiction(List.of(0, 1), 1 - suspect, Contradiction.Choice.LABEL));
    }
  }

  @Test
  void whereSuspicionDoesNotDecideTheFirstByNameStays() {
    CheckedImages images = labelled(Subset.TRAIN, 0, 1);
    List<Suspect> both = List.of(new Suspect(0, 1, 0.1, 0.9), new Suspect(1, 0, 0.1, 0.9));
    for (List<Suspect> suspects : List.of(List.<Suspect>of(), both)) {
      Checkup checkup = checkup(images, TWO, List.of(), suspects);
      assertThat(checkup.exclude()).containsExactly("set/1");
      assertThat(checkup.contradictions())
          .containsExactly(new Contradiction(List.of(0, 1), 1, Contradiction.Choice.NAME));
    }
  }

  @Test
  void ofNearlyEqualTrainingImagesTheSuspectedGoesToo() {
    CheckedImages images = labelled(Subset.TRAIN, 0, 1);
    List<Pair> near = List.of(new Pair(0, 1, 0.9));
    List<Suspect> first = List.of(new Suspect(0, 1, 0.1, 0.9));
    assertThat(checkup(images, List.of(), near, first).exclude()).containsExactly("set/1");
  }

  @Test
  void aSuspectedTestImageStaysAgainstATrainingImage() {
    CheckedImages two = images(Subset.TRAIN, Subset.TEST);
    CheckedImages images = new CheckedImages(two.classes(), two.places(), new int[] {0, 1});
    Checkup checkup = checkup(images, TWO, List.of(), List.of(new Suspect(1, 0, 0.1, 0.9)));
    assertThat(checkup.exclude()).containsExactly("set/0");
    assertThat(checkup.contradictions())
        .containsExactly(new Contradiction(List.of(0, 1), 1, Contradiction.Choice.SUBSET));
  }

  @Test
  void contradictingTestImagesStay() {
    Checkup checkup = checkup(labelled(Subset.TEST, 0, 1), TWO, List.of(), List.of());
    assertThat(checkup.exclude()).isEmpty();
    assertThat(checkup.contradictions()).hasSize(1);
  }

  @Test
  void chainsOfCopiesAreOneGroup() {
    Duplicates duplicates =
        new Duplicates(
            List.of(new int[] {5, 6}), List.of(new Pair(1, 4, 0.9), new Pair(4, 6, 0.8)));
    assertThat(duplicates.groups()).containsExactly(new int[] {1, 4, 5, 6});
  }
}

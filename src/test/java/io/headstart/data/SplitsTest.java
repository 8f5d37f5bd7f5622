package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.config.DataSettings;
import io.headstart.config.DataSettings.Validation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
  /** 30 images of each of three classes train, 10 of each test. */
  private static final Dataset DATASET = TinySet.of(List.of(45, 45), List.of(30));

  private static Split split(List<String> train, Validation validation, List<String> test) {
    return split(train, validation, test, 0);
  }

  private static Split split(
      List<String> train, Validation validation, List<String> test, long seed) {
    return Splits.of(DATASET, new DataSettings.Split(train, validation, test), seed);
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private static int[] perClass(int[] indices) {
    int[] counts = new int[3];
    for (int index : indices) {
      // Every part holds a multiple of three images, so that this is the label.
      counts[index % 3]++;
    }
    return counts;
  }

  @Test
  void nothingToTrainOnIsRefused() {
    assertThatThrownBy(() -> split(List.of(), Validation.share(0), List.of()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("there are no training images")
        .hasMessageContaining("received: data.split.train: []")
        .hasMessageContaining("accepted: at least one part, for example [train]");
  }

  @Test
  void namedPartsAreTakenInTheOrderOfTheirEntries() {
    Split split =
        split(
            List.of("batch_2", "batch_1[0:3]"),
            Validation.of(List.of("batch_1[10:20]")),
            List.of("test[5:]", "test[:2]"));
    assertThat(Arrays.copyOf(split.train(), 45)).isEqualTo(range(45, 90));
    assertThat(Arrays.copyOfRange(split.train(), 45, 48)).isEqualTo(range(0, 3));
    assertThat(split.validation()).isEqualTo(range(10, 20));
    assertThat(Arrays.copyOf(split.test(), 25)).isEqualTo(range(95, 120));
    assertThat(Arrays.copyOfRange(split.test(), 25, 27)).isEqualTo(range(90, 92));
  }

  @Test
  void noValidationAndNoTestImagesAreAllowed() {
    Split split = split(List.of("train"), Validation.share(0), List.of());
    assertThat(split.train()).isEqualTo(range(0, 90));
    assertThat(split.validation()).isEmpty();
    assertThat(split.test()).isEmpty();
  }

  @Test
  void drawnImagesLeaveTrainingSoThatNoneIsInTwoSets() {
    Split split = split(List.of("train"), Validation.share(0.1), List.of("0.2"));
    assertThat(split.test()).hasSize(18);
    assertThat(split.validation()).as("a tenth of the 72 that are left").hasSize(7);
    assertThat(split.train()).hasSize(65);
    int[] all =
        Stream.of(split.train(), split.validation(), split.test())
            .flatMapToInt(Arrays::stream)
            .sorted()
            .toArray();
    assertThat(all).isEqualTo(range(0, 90));
    assertThat(perClass(split.test())).containsExactly(6, 6, 6);
    assertThat(split.train()).isSorted();
    assertThat(split.validation()).isSorted();
  }

  @Test
  void countsAreTakenExactly() {
    Split split = split(List.of("train"), Validation.share(9), List.of("12"));
    assertThat(split.validation()).hasSize(9);
    assertThat(perClass(split.validation())).containsExactly(3, 3, 3);
    assertThat(split.test()).hasSize(12);
  }

  @Test
  void theSameSeedDrawsTheSameImagesAndAnotherSeedOthers() {
    Validation tenth = Validation.share(0.1);
    int[] drawn = split(List.of("train"), tenth, List.of("test"), 7).validation();
    assertThat(split(List.of("train"), tenth, List.of("test"), 7).validation()).isEqualTo(drawn);
    assertThat(split(List.of("train"), tenth, List.of("test"), 8).validation())
        .isNotEqualTo(drawn)
        .hasSameSizeAs(drawn);
  }

  /** The seeds of the documented results stand for these very images. */
  @Test
  void theImagesOfASeedStayThoseOfTheFirstVersion() {
    assertThat(split(List.of("train"), Validation.share(6), List.of("test"), 0).validation())
        .containsExactly(7, 9, 10, 35, 54, 83);
  }

  @ParameterizedTest
  @CsvSource({
    "train, batch_2, test, data.split.train, data.split.validation, 45",
    "batch_1, batch_2, train[89:90], data.split.validation, data.split.test, 1",
    "batch_1, batch_2, batch_1[44:], data.split.train, data.split.test, 1"
  })
  void anImageInTwoSetsIsRefused(
      String train, String validation, String test, String a, String b, int shared) {
    assertThatThrownBy(
            () -> split(List.of(train), Validation.of(List.of(validation)), List.of(test)))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("images are selected twice")
        .hasMessageContaining("received: " + a + ": ")
        .hasMessageContaining(" and " + b + ": ")
        .hasMessageContaining("share " + shared + " images")
        .hasMessageContaining("so that no image is trained and tested on");
  }

  @Test
  void anImageTwiceInOneSetIsRefused() {
    assertThatThrownBy(
            () -> split(List.of("batch_1", "batch_1[44:]"), Validation.share(0), List.of("test")))
        .hasMessageContaining("\"batch_1\" and data.split.train: \"batch_1[44:]\" share 1 images");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.001", "90", "1.5", "1000000000000000000000"})
  void whatCannotBeDrawnIsRefused(String amount) {
    assertThatThrownBy(() -> split(List.of("train"), Validation.share(0), List.of(amount)))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("data.split.test cannot be drawn from the training images")
        .hasMessageContaining("of 90 training images")
        .hasMessageContaining("or a whole count from 1 to 89");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 90, 1.5, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void theSameHoldsForValidation(double amount) {
    assertThatThrownBy(() -> split(List.of("train"), Validation.share(amount), List.of("test")))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("data.split.validation cannot be drawn");
  }

  @Test
  void aClassWithoutTrainingImagesIsNamed() {
    assertThatThrownBy(() -> split(List.of("batch_1[0:2]"), Validation.share(0), List.of("test")))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("no training image of some classes")
        .hasMessageContaining("received: 2 training images, none of cat")
        .hasMessageContaining("at least one image of each of the 3 classes");
  }

  @Test
  void aDrawThatTakesTheLastImageOfAClassIsRefused() {
    assertThatThrownBy(() -> split(List.of("batch_1[0:4]"), Validation.share(3), List.of("test")))
        .hasMessageContaining("received: 1 training images, none of ");
  }
}

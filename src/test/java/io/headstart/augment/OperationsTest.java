package io.headstart.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperationsTest {

  @ParameterizedTest
  @MethodSource("io.headstart.augment.Operations#names")
  void worksOnOnePixelWithinALargerArray(String name) {
    byte[] pixels = {11, 20, 30, 40, 55};
    for (int seed = 0; seed < 20; seed++) {
      Augmentation.always(own(name)).apply(pixels, 1, 1, 1, RandomStream.of(seed, "test"));
    }
    assertThat(pixels[0]).isEqualTo((byte) 11);
    assertThat(pixels[4]).isEqualTo((byte) 55);
  }

  static List<String> namesOfThoseThatMovePixels() {
    Set<String> others = Set.of("brightness", "pixel-scale", "color-jitter", "gaussian-noise");
    return Operations.names().stream().filter(name -> !others.contains(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("namesOfThoseThatMovePixels")
  void leavesAPlainImageOfOddSizeAsItIs(String name) {
    int[] plain = new int[3 * 5];
    Arrays.fill(plain, 128);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(apply(own(name), 3, 5, seed, plain)).as("seed %d", seed).isEqualTo(plain);
    }
  }

  @Test
  void flipsMirrorWholePixels() {
    byte[] rgb = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    assertThat(applyBytes(own("horizontal-flip"), rgb, 2, 2, 0))
        .containsExactly(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9);
    assertThat(applyBytes(own("vertical-flip"), rgb, 2, 2, 0))
        .containsExactly(7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6);
    assertThat(apply(own("horizontal-flip"), 1, 3, 0, 1, 2, 3)).containsExactly(3, 2, 1);
    assertThat(apply(own("vertical-flip"), 3, 1, 0, 1, 2, 3)).containsExactly(3, 2, 1);
  }

  @Test
  void translationFillsWhatLiesOutsideByThePadding() {
    int[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(apply(fixed("translation", 1, Padding.ZERO), 3, 3, 0, image))
        .containsExactly(0, 0, 0, 0, 1, 2, 0, 4, 5);
    assertThat(apply(fixed("translation", 1, Padding.EDGE), 3, 3, 0, image))
        .containsExactly(1, 1, 2, 1, 1, 2, 4, 4, 5);
    assertThat(apply(fixed("translation", 1, Padding.REFLECT), 3, 3, 0, image))
        .containsExactly(5, 4, 5, 2, 1, 2, 5, 4, 5);
    assertThat(apply(fixed("translation", -2, Padding.ZERO), 3, 3, 0, image))
        .containsExactly(9, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void shiftsFartherThanTheImageAreFoldedBack() {
    int[] row = {1, 2, 3};
    assertThat(apply(fixed("translation", 5, Padding.REFLECT), 1, 3, 0, row))
        .containsExactly(2, 1, 2);
    assertThat(apply(fixed("translation", 7, Padding.EDGE), 1, 3, 0, row)).containsExactly(1, 1, 1);
  }

  @Test
  void randomCropReachesEachOffsetOnceInAboutAnEqualShare() {
    Map<String, Integer> seen = new HashMap<>();
    Operation crop = operation("random-crop", Optional.empty(), Optional.of(1.0), Padding.ZERO);
    for (int seed = 0; seed < 900; seed++) {
      int[] cropped = apply(crop, 3, 3, seed, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      seen.merge(Arrays.toString(cropped), 1, Integer::sum);
    }
    assertThat(seen)
        .hasSize(9)
        .containsKeys("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "[5, 6, 0, 8, 9, 0, 0, 0, 0]");
    assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(60, 140));
  }

  @Test
  void randomCropWithoutPaddingIsTheImage() {
    Operation crop = operation("random-crop", Optional.of(0.0), Optional.of(0.0), Padding.ZERO);
    assertThat(apply(crop, 2, 2, 5, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void resizedCropEnlargesWithHalfPixelCenters() {
    // Half of four pixels is two, a and b, read at -0.25 (clamped), 0.25, 0.75 and 1.25 (clamped).
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 60; seed++) {
      seen.add(
          Arrays.toString(
              apply(fixed("resized-crop", 0.5, Padding.ZERO), 1, 4, seed, 0, 40, 100, 200)));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("[0, 10, 30, 40]", "[40, 55, 85, 100]", "[100, 125, 175, 200]");
  }

  @Test
  void resizedCropOfTheWholeSideIsTheImage() {
    assertThat(apply(fixed("resized-crop", 1, Padding.ZERO), 1, 3, 0, 9, 5, 200))
        .containsExactly(9, 5, 200);
  }

  @Test
  void rotationTurnsCounterclockwiseAboutTheCenter() {
    int[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(apply(fixed("rotation", 90, Padding.ZERO), 3, 3, 0, image))
        .containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    assertThat(apply(fixed("rotation", -90, Padding.ZERO), 3, 3, 0, image))
        .containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
    assertThat(apply(fixed("rotation", 180, Padding.ZERO), 2, 3, 0, 1, 2, 3, 4, 5, 6))
        .containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(apply(fixed("rotation", 0, Padding.ZERO), 3, 3, 0, image)).isEqualTo(image);
  }

  @Test
  void rotationReadsBetweenPixelsAndFillsByThePadding() {
    // A corner of the turned square comes from sqrt(2) = 1.4142 to the side of the centre: 1 -
    // 0.4142
    // of the pixel there and 0.4142 of what lies outside.
    int[] image = {0, 0, 0, 0, 0, 100, 0, 0, 0};
    assertThat(apply(fixed("rotation", 45, Padding.ZERO), 3, 3, 0, image)[2]).isEqualTo(59);
    assertThat(apply(fixed("rotation", 45, Padding.EDGE), 3, 3, 0, image)[2]).isEqualTo(100);
  }

  @Test
  void cutoutCoversASquareWithGrayClippedAtTheBorders() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      seen.add(Arrays.toString(apply(fixed("cutout", 0.67, Padding.ZERO), 3, 3, seed, new int[9])));
    }
    // Side 2, upper left corner one above and left of each of the 9 centres.
    assertThat(seen)
        .hasSize(9)
        .contains(
            "[128, 0, 0, 0, 0, 0, 0, 0, 0]",
            "[128, 128, 0, 0, 0, 0, 0, 0, 0]",
            "[128, 128, 0, 128, 128, 0, 0, 0, 0]",
            "[0, 0, 0, 0, 128, 128, 0, 128, 128]");
  }

  @Test
  void cutoutOfNothingLeavesTheImage() {
    assertThat(apply(fixed("cutout", 0, Padding.ZERO), 1, 3, 0, 1, 2, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void factorsScaleRoundAndClip() {
    assertThat(apply(fixed("brightness", 1.5, Padding.ZERO), 1, 4, 0, 0, 1, 101, 200))
        .containsExactly(0, 2, 152, 255);
    assertThat(apply(fixed("pixel-scale", 0.5, Padding.ZERO), 1, 3, 0, 0, 5, 255))
        .containsExactly(0, 3, 128);
    assertThat(apply(fixed("contrast", 2, Padding.ZERO), 1, 3, 0, 90, 100, 110))
        .containsExactly(80, 100, 120);
    assertThat(apply(fixed("contrast", 0, Padding.ZERO), 1, 2, 0, 50, 101)).containsExactly(76, 76);
  }

  @Test
  void grayIsTheLumaInAllChannels() {
    byte[] red = {(byte) 255, 0, 0};
    assertThat(applyBytes(own("gray"), red, 1, 1, 0)).containsExactly(76, 76, 76);
    byte[] green = {0, (byte) 255, 0};
    assertThat(applyBytes(own("gray"), green, 1, 1, 0)).containsExactly(150, 150, 150);
    byte[] blue = {0, 0, (byte) 255};
    assertThat(applyBytes(own("gray"), blue, 1, 1, 0)).containsExactly(29, 29, 29);
  }

  @Test
  void colorJitterChangesBrightnessThenContrastThenSaturation() {
    // Brightness: 100, 50, 0. Contrast about the luma 59: 50 + 29.5 .. -> 79.5, 54.5, 29.5, rounded
    // up to 80, 55, 30. Saturation: half way to their luma 60 gives 70, 57.5 (58) and 45.
    byte[] pixel = {(byte) 200, 100, 0};
    assertThat(applyBytes(fixed("color-jitter", 0.5, Padding.ZERO), pixel, 1, 1, 0))
        .containsExactly(70, 58, 45);
  }

  @Test
  void gaussianNoiseHasTheDeviationAskedFor() {
    int[] plain = new int[64 * 64];
    Arrays.fill(plain, 128);
    assertThat(apply(fixed("gaussian-noise", 0, Padding.ZERO), 64, 64, 1, plain)).isEqualTo(plain);
    int[] noisy = apply(fixed("gaussian-noise", 10, Padding.ZERO), 64, 64, 1, plain);
    double mean = Arrays.stream(noisy).average().orElseThrow();
    double variance = Arrays.stream(noisy).mapToDouble(v -> (v - mean) * (v - mean)).sum() / 4096;
    assertThat(mean).isBetween(127.5, 128.5);
    assertThat(StrictMath.sqrt(variance)).isBetween(9.5, 10.5);
  }

  @ParameterizedTest
  @CsvSource({
    "random-crop, random-crop/1 pad=4.0 padding=edge",
    "resized-crop, resized-crop/1 side=0.6..1.0",
    "rotation, rotation/1 degrees=-15.0..15.0 padding=edge",
    "cutout, cutout/1 side=0.5..0.5 fill=128",
    "contrast, contrast/1 factor=0.6..1.4",
    "brightness, brightness/1 factor=0.6..1.4",
    "horizontal-flip, horizontal-flip/1",
    "vertical-flip, vertical-flip/1",
    "pixel-scale, pixel-scale/1 factor=0.9..1.1",
    "translation, translation/1 pixels=-4.0..4.0 padding=edge",
    "gaussian-noise, gaussian-noise/1 deviation=0.0..10.0",
    "color-jitter, color-jitter/1 factor=0.6..1.4",
    "gray, gray/1"
  })
  void ownStrengthsAreThoseDocumentedInTheSettings(String name, String description) {
    Operation given = operation(name, Optional.empty(), Optional.empty(), Padding.EDGE);
    assertThat(given.describe()).isEqualTo(description);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cutout | -0.1 | 0.5 | minimum: received -0.1; accepted a number from 0 to 1",
        "cutout | 0.1 | 1.5 | maximum: received 1.5; accepted a number from 0 to 1",
        "rotation | -190 | 10 | minimum: received -190.0; accepted a number from -180 to 180",
        "resized-crop | 0 | 1 | minimum: received 0.0; accepted a number from 0.01 to 1",
        "translation | 0 | 1.5 | maximum: received 1.5; accepted a whole number of pixels",
        "random-crop | | 2.5 | maximum: received 2.5; accepted a whole number of pixels",
        "random-crop | 1 | 2 | minimum: received 1.0; accepted 0",
        "brightness | -1 | 1 | minimum: received -1.0; accepted a number from 0 to 10",
        "brightness | 2 | | minimum: received 2.0 above maximum 1.4; accepted minimum <= maximum",
        "contrast | | 0.5 | minimum: received 0.6 above maximum 0.5; accepted minimum <= maximum",
        "gaussian-noise | 0 | 256 | maximum: received 256.0; accepted a number from 0 to 255",
        "gray | | 1 | maximum: received 1.0 with gray; accepted null; this operation has no strength",
        "horizontal-flip | 0 | | minimum: received 0.0 with horizontal-flip; accepted null; this"
      })
  void rangesThatMakeNoSenseAreRefusedBeforeAnyWork(
      String name, Double minimum, Double maximum, String said) {
    assertThatThrownBy(
            () ->
                operation(
                    name,
                    Optional.ofNullable(minimum),
                    Optional.ofNullable(maximum),
                    Padding.REFLECT))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.USAGE))
        .hasMessageContaining("augment.operations[0]." + said);
  }

  private static Operation own(String name) {
    return operation(name, Optional.empty(), Optional.empty(), Padding.REFLECT);
  }

  private static Operation fixed(String name, double strength, Padding padding) {
    return operation(name, Optional.of(strength), Optional.of(strength), padding);
  }

  private static Operation operation(
      String name, Optional<Double> minimum, Optional<Double> maximum, Padding padding) {
    return Operations.of(name, 1, minimum, maximum, padding);
  }

  /** Applies to an image of grays; returns its red values. */
  private static int[] apply(Operation operation, int height, int width, long seed, int... grays) {
    byte[] pixels = new byte[grays.length * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) grays[i / 3];
    }
    int[] values = applyBytes(operation, pixels, height, width, seed);
    int[] reds = new int[grays.length];
    for (int i = 0; i < reds.length; i++) {
      reds[i] = values[i * 3];
    }
    return reds;
  }

  private static int[] applyBytes(
      Operation operation, byte[] pixels, int height, int width, long seed) {
    byte[] copy = pixels.clone();
    Augmentation.always(operation).apply(copy, height, width, RandomStream.of(seed, "t"));
    int[] values = new int[copy.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = copy[i] & 0xFF;
    }
    return values;
  }
}

package io.headstart.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings;
import io.headstart.config.AugmentSettings.Mode;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.SettingsReader;
import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Operation FLIP = operation("horizontal-flip", 1);

  @Test
  void withoutOperationsTheImageStays() {
    Augmentation none = augmentation(Mode.ONE_OF);
    byte[] pixels = {1, 2, 3};
    none.apply(pixels, 1, 1, RandomStream.of(1, "test"));
    assertThat(pixels).containsExactly(1, 2, 3);
    assertThat(none.isIdentity()).isTrue();
    assertThat(augmentation(Mode.ALL, FLIP).isIdentity()).isFalse();
  }

  @Test
  void probabilityZeroNeverAppliesAndOneAlwaysDoes() {
    Augmentation never = augmentation(Mode.ALL, operation("horizontal-flip", 0));
    Augmentation always = augmentation(Mode.ALL, FLIP);
    Augmentation half = augmentation(Mode.ALL, operation("horizontal-flip", 0.5));
    int halves = 0;
    for (int seed = 0; seed < 400; seed++) {
      assertThat(flipped(never, seed)).isFalse();
      assertThat(flipped(always, seed)).isTrue();
      halves += flipped(half, seed) ? 1 : 0;
    }
    assertThat(halves).isBetween(160, 240);
  }

  @Test
  void allAppliesTheOperationsInTheirOrder() {
    byte[] pixels = {100, 100, 100};
    Operation twice = operation("brightness", 1, 2.0, 2.0);
    Operation fourTimes = operation("brightness", 1, 4.0, 4.0);
    Operation half = operation("brightness", 1, 0.5, 0.5);
    augmentation(Mode.ALL, twice, fourTimes, half).apply(pixels, 1, 1, RandomStream.of(1, "test"));
    // 100, 200, 800 clipped to 255, 127.5 rounded to 128; half first would have given 255.
    assertThat(pixels[0] & 0xFF).isEqualTo(128);
  }

  @Test
  void oneOfDrawsEachAboutEquallyOften() {
    Augmentation one =
        augmentation(
            Mode.ONE_OF,
            operation("brightness", 1, 0.0, 0.0),
            operation("brightness", 1, 2.0, 2.0),
            operation("brightness", 0.5, 3.0, 3.0));
    int[] seen = new int[256];
    for (int seed = 0; seed < 1200; seed++) {
      byte[] pixels = {10, 10, 10};
      one.apply(pixels, 1, 1, RandomStream.of(seed, "test"));
      seen[pixels[0]]++;
    }
    assertThat(seen[0]).isBetween(340, 460);
    assertThat(seen[20]).isBetween(340, 460);
    assertThat(seen[30]).isBetween(150, 250);
    assertThat(seen[10]).as("drawn, but not applied").isBetween(150, 250);
    assertThat(Arrays.stream(seen).sum()).isEqualTo(1200);
  }

  @Test
  void imagesOfDifferentSizesDoNotDisturbEachOther() {
    Augmentation flip = augmentation(Mode.ALL, FLIP);
    byte[] large = {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4};
    byte[] small = {5, 5, 5};
    flip.apply(large, 1, 4, RandomStream.of(1, "test"));
    flip.apply(small, 1, 1, RandomStream.of(1, "test"));
    flip.apply(large, 4, 1, RandomStream.of(1, "test"));
    assertThat(small).containsExactly(5, 5, 5);
    assertThat(large).containsExactly(4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1);
  }

  @Test
  void describesEveryParameterAndVersion() {
    assertThat(augmentation(Mode.ALL, operation("rotation", 0.25, -5.0, 10.0), FLIP).describe())
        .isEqualTo(
            "all[rotation/1 degrees=-5.0..10.0 padding=reflect probability=0.25;"
                + " horizontal-flip/1 probability=1.0]");
  }

  @Test
  void describesDifferentAugmentationsDifferently() {
    Operation rotation = operation("rotation", 1, -5.0, 10.0);
    Operation edge =
        Operations.of("rotation", 1, Optional.of(-5.0), Optional.of(10.0), Padding.EDGE);
    List<String> texts =
        List.of(
            augmentation(Mode.ALL).describe(),
            augmentation(Mode.ALL, rotation).describe(),
            augmentation(Mode.ONE_OF, rotation).describe(),
            augmentation(Mode.ALL, edge).describe(),
            augmentation(Mode.ALL, operation("rotation", 1, -5.0, 11.0)).describe(),
            augmentation(Mode.ALL, operation("rotation", 1, -6.0, 10.0)).describe(),
            augmentation(Mode.ALL, operation("rotation", 0.9, -5.0, 10.0)).describe(),
            augmentation(Mode.ALL, rotation, FLIP).describe(),
            augmentation(Mode.ALL, FLIP, rotation).describe());
    assertThat(texts).doesNotHaveDuplicates();
  }

  @Test
  void ownStrengthsAndTheSameStrengthsGivenAreDescribedAlike() {
    assertThat(augmentation(Mode.ALL, operation("rotation", 1)).describe())
        .isEqualTo(augmentation(Mode.ALL, operation("rotation", 1, -15.0, 15.0)).describe());
  }

  @Test
  void failuresNameThePlaceInTheSettings() {
    assertThatThrownBy(
            () ->
                SettingsReader.parse(
                    "augment: {views: [[], [gray, {name: cutout, minimum: -1}]]}", "a", List.of()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(
            "a:1:54: augment.views[1][1].minimum: received -1; accepted a number");
  }

  /** Fails when the pixels of an operation change: raise its version, then renew the text here. */
  @Test
  void pixelsAreTheSameOnEveryMachine() throws Exception {
    List<String> hashes = new ArrayList<>();
    for (String name : Operations.names()) {
      Augmentation augmentation = Augmentation.always(operation(name, 1));
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int index = 0; index < 20; index++) {
        byte[] pixels = new byte[17 * 13 * 3];
        TinyImages.of(20, 17, 13).read(index, pixels, 0);
        augmentation.apply(pixels, 17, 13, RandomStream.of(7, "golden", index));
        digest.update(pixels);
      }
      String hash = HexFormat.of().formatHex(digest.digest()).substring(0, 12);
      hashes.add(name + " " + hash);
    }
    assertThat(hashes)
        .containsExactly(
            "random-crop f71add7ff397",
            "resized-crop 635a9bd42c9e",
            "rotation 8b76bfb05c23",
            "cutout 56184efb25ac",
            "contrast 2ea966e96513",
            "brightness b8f1fc14fd50",
            "horizontal-flip 8a3ab03863f0",
            "vertical-flip 968f6c784a73",
            "pixel-scale 51b462c81f18",
            "translation f71add7ff397",
            "gaussian-noise 7e0ff8e721a5",
            "color-jitter 420f11e14371",
            "gray 140720ad2b07");
  }

  private static boolean flipped(Augmentation augmentation, long seed) {
    byte[] pixels = {1, 1, 1, 2, 2, 2};
    augmentation.apply(pixels, 1, 2, RandomStream.of(seed, "test"));
    return pixels[0] == 2;
  }

  private static Augmentation augmentation(Mode mode, Operation... operations) {
    return Augmentation.of(
        new AugmentSettings(0, mode, List.of(operations), TrainOn.ORIGINAL, List.of()));
  }

  private static Operation operation(String name, double probability) {
    return Operations.of(name, probability, Optional.empty(), Optional.empty(), Padding.REFLECT);
  }

  private static Operation operation(
      String name, double probability, double minimum, double maximum) {
    return Operations.of(
        name, probability, Optional.of(minimum), Optional.of(maximum), Padding.REFLECT);
  }
}

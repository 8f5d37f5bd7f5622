package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.io.Sha256;
import org.junit.jupiter.api.Test;

class DrawnImagesTest {
  @Test
  void noImagesAreNoBytes() {
    assertThat(DrawnImages.of(0, 0, 32)).isEmpty();
  }

  /** Ranges of activations hang on them: other images are another version of the features. */
  @Test
  void theyAreTheSameEverywhere() {
    assertThat(Sha256.of(DrawnImages.of(0, 3, 48)))
        .isEqualTo("b002f2db1f89eed0cdad703c3b62e5eea810e6eaa39a4a53581e7180d4d709d2");
    assertThat(DrawnImages.of(1, 3, 48)).isNotEqualTo(DrawnImages.of(0, 3, 48));
  }

  @Test
  void theyFillTheRangeOfBytes() {
    boolean[] seen = new boolean[256];
    for (byte value : DrawnImages.of(0, 16, 64)) {
      seen[value & 0xff] = true;
    }
    assertThat(seen).doesNotContain(false);
  }
}

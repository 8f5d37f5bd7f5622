package io.headstart.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NearestImagesTest {
  /** Two images of class 0, at right angles; none of class 1. */
  private static final NearestImages FEW =
      new NearestImages(
          new float[] {1, 0, 0, 1}, new int[] {0, 2, 2}, new float[] {0, 0}, new float[] {1, 1});

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () -> new NearestImages(new float[3], new int[] {0, 2}, new float[1], new float[1]))
        .hasMessageContaining("3 numbers of [0, 2] images");
    assertThatThrownBy(
            () -> new NearestImages(new float[0], new int[] {0}, new float[0], new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Roots (1, 0): cosines 1 and 0. Roots (3, 4) of length 5: cosines 0.6 and 0.8. */
  @Test
  void itIsOneLessTheMeanCosineOfTheRoots() {
    assertThat(FEW.of(new float[] {1, 0}, 0, 0)).isCloseTo(0.5, within(1e-6));
    assertThat(FEW.of(new float[] {7, 7, 9, 16}, 1, 0)).isCloseTo(0.3, within(1e-6));
    assertThat(FEW.of(new float[] {0, 0}, 0, 0)).as("no feature").isEqualTo(1);
    assertThat(FEW.of(new float[] {1, 0}, 0, 1)).as("no image of the class").isEqualTo(1);
  }

  @Test
  void onlyTheNearestCount() {
    float[] features = new float[2 * 40];
    for (int i = 0; i < 40; i++) {
      features[2 * i + (i < 10 ? 0 : 1)] = 5;
    }
    NearestImages nearest = NearestImages.of(features, new int[] {0, 40});
    NearestImages raw =
        new NearestImages(nearest.images(), nearest.first(), new float[1], new float[] {1});
    assertThat(raw.of(new float[] {3, 0}, 0, 0)).isCloseTo(0, within(1e-6));
  }

  /** Class 0 is tight and class 1 wide: the same angle is unusual in the one only. */
  @Test
  void whatIsUsualIsTheClasses() {
    float[] features = new float[2 * 40];
    for (int i = 0; i < 40; i++) {
      double angle = i < 20 ? 0.5 + 0.001 * (i * 7 % 20) : 0.8 + 0.03 * (i * 7 % 20 - 10);
      features[2 * i] = (float) Math.pow(Math.cos(angle), 2);
      features[2 * i + 1] = (float) Math.pow(Math.sin(angle), 2);
    }
    NearestImages nearest = NearestImages.of(features, new int[] {0, 20, 40});
    double c = Math.pow(Math.cos(0.65), 2);
    float[] image = {(float) c, (float) (1 - c)};
    assertThat(nearest.of(image, 0, 0)).isGreaterThan(10);
    assertThat(nearest.of(image, 0, 1)).isLessThan(3);
  }
}

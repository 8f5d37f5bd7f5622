package io.headstart.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.RandomStream;
import org.junit.jupiter.api.Test;

class GrayImageTest {
  private static final int SIDE = 32;

  private interface Light {
    int at(int x, int y);
  }

  private static GrayImage image(int width, int height, Light light) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) light.at(i / 3 % width, i / 3 / width);
    }
    return GrayImage.of(pixels, width);
  }

  /** Returns blots of light that no shift or mirror repeats. */
  private static Light picture(long seed) {
    int[] grid = new int[81];
    RandomStream random = RandomStream.of(seed, "picture");
    for (int i = 0; i < grid.length; i++) {
      grid[i] = random.nextInt(200);
    }
    return (x, y) -> grid[Math.floorMod(y, 36) / 4 * 9 + Math.floorMod(x, 36) / 4];
  }

  private static GrayImage whole(Light light) {
    return image(SIDE, SIDE, light);
  }

  @Test
  void imagesOfOneColorAreLikeNothing() {
    GrayImage blank = whole((x, y) -> 90);
    assertThat(blank.likeness(blank)).isZero();
    assertThat(blank.likeness(whole(picture(1)))).isZero();
  }

  @Test
  void otherPicturesAreNotAlike() {
    assertThat(whole(picture(1)).likeness(whole(picture(2)))).isLessThan(0.6);
  }

  @Test
  void brightnessContrastShiftsAndMirrorsAreSeenThrough() {
    Light light = picture(3);
    GrayImage original = whole(light);
    assertThat(original.likeness(whole((x, y) -> 40 + light.at(x, y) / 2)))
        .isCloseTo(1, within(0.001));
    assertThat(original.likeness(whole((x, y) -> light.at(x + 2, y - 1))))
        .isCloseTo(1, within(1e-6));
    assertThat(original.likeness(whole((x, y) -> light.at(SIDE - 1 - x, y))))
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void thePictureCountsAndNotItsSize() {
    Light light = picture(4);
    GrayImage original = whole(light);
    assertThat(original.likeness(image(96, 64, (x, y) -> light.at(x / 3, y / 2))))
        .isCloseTo(1, within(1e-6));
    assertThat(image(1, 1, (x, y) -> 7).likeness(original)).isZero();
  }
}

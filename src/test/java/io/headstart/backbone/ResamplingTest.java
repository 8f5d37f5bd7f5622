package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.config.FeatureSettings.Interpolation;
import org.junit.jupiter.api.Test;

/** Resizing of a side as a matrix, beside what PyTorch's own resizing does to unit vectors. */
class ResamplingTest {
  /** interpolate(eye(7), size=(7, 5), mode="bicubic", antialias=True): PyTorch 2.13. */
  private static final double[] SEVEN_TO_FIVE = {
    0.7093275, -0.0372671, 0.0, 0.0, 0.0, 0.3449023, 0.4679089, -0.049896, 0.0, 0.0, -0.0542299,
    0.590062, 0.1933472, -0.0207039, 0.0, 0.0, 0.0, 0.7130976, 0.0, -3e-07, 0.0, -0.0207039,
    0.1933472, 0.590062, -0.05423, 0.0, 0.0, -0.049896, 0.4679089, 0.3449027, 0.0, 0.0, 0.0,
    -0.0372671, 0.7093276
  };

  /** The same of eye(5) to 7. */
  private static final double[] FIVE_TO_SEVEN = {
    1.0582525,
    0.4404432,
    -0.0728862,
    0.0,
    0.0,
    0.0,
    0.0,
    -0.0582524,
    0.6260387,
    0.8309035,
    0.0,
    -0.0291545,
    0.0,
    0.0,
    0.0,
    -0.0664819,
    0.2711371,
    1.0,
    0.2711369,
    -0.0664819,
    0.0,
    0.0,
    0.0,
    -0.0291544,
    0.0,
    0.8309039,
    0.6260387,
    -0.0582524,
    0.0,
    0.0,
    0.0,
    0.0,
    -0.0728863,
    0.4404432,
    1.0582525
  };

  private static Preprocessing to(int size, Interpolation interpolation, double crop) {
    return new Preprocessing(size, interpolation, crop, Preprocessing.IMAGENET);
  }

  private static void assertRows(float[] matrix, double[] expected) {
    assertThat(matrix).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) matrix[i]).as("entry %d", i).isEqualTo(expected[i], within(1e-6));
    }
  }

  @Test
  void theSameSizeChangesNothing() {
    for (Interpolation interpolation : Interpolation.values()) {
      float[] matrix = Resampling.matrix(to(3, interpolation, 1), 3, 1);
      assertThat(matrix).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    }
  }

  @Test
  void bicubicIsThatOfPyTorchWithAntialiasing() {
    assertRows(Resampling.matrix(to(5, Interpolation.BICUBIC, 1), 7, 1), SEVEN_TO_FIVE);
    assertRows(Resampling.matrix(to(7, Interpolation.BICUBIC, 1), 5, 1), FIVE_TO_SEVEN);
  }

  @Test
  void aCropTakesTheMiddleOfTheLargerSide() {
    // 5 of 7 pixels are kept: columns 1 to 5 of the resizing to 7.
    float[] whole = Resampling.matrix(to(7, Interpolation.BICUBIC, 1), 5, 1);
    float[] middle = Resampling.matrix(to(5, Interpolation.BICUBIC, 5 / 7.0), 5, 1);
    for (int row = 0; row < 5; row++) {
      for (int column = 0; column < 5; column++) {
        assertThat(middle[row * 5 + column]).isEqualTo(whole[row * 7 + column + 1]);
      }
    }
  }

  @Test
  void channelsSideBySideAreResizedEachForItself() {
    float[] one = Resampling.matrix(to(2, Interpolation.BILINEAR, 1), 3, 1);
    float[] three = Resampling.matrix(to(2, Interpolation.BILINEAR, 1), 3, 3);
    for (int from = 0; from < 9; from++) {
      for (int to = 0; to < 6; to++) {
        float expected = from % 3 == to % 3 ? one[from / 3 * 2 + to / 3] : 0;
        assertThat(three[from * 6 + to]).isEqualTo(expected);
      }
    }
  }
}

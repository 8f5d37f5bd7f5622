package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.calibrate.ClassDistance;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassDistanceFitTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  private static ClassDistance fit(float[] rows, int dimension, int classes, int... labels) {
    try (DeviceRows uploaded = TestRows.upload(TORCH, rows, dimension)) {
      return ClassDistanceFit.fit(uploaded, labels, classes);
    }
  }

  @Test
  void classesThatDoNotDifferHaveNoDistance() {
    assertThatThrownBy(() -> fit(new float[] {1, 2, 1, 2}, 1, 2, 0, 0, 1, 1))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("calibrate.outliers needs classes that differ");
    assertThatThrownBy(() -> fit(new float[] {1, 2}, 1, 2, 1, 1)).isInstanceOf(Failure.class);
  }

  /** One feature, which nothing shrinks: within -1..1 around -4 and 4, so that z is x. */
  @Test
  void ofOneFeatureItIsTheRatioOfTwoDensities() {
    float[] rows = {-5, -3, 3, 5};
    ClassDistance distance = fit(rows, 1, 2, 0, 0, 1, 1);
    assertThat(distance.spread()[0]).isCloseTo(17, within(1e-5f));
    for (float x : new float[] {-4, -1, 0, 2.5f, 9}) {
      double ofClasses = (Math.exp(-sq(x + 4) / 2) + Math.exp(-sq(x - 4) / 2)) / 2;
      double ofAll = Math.exp(-sq(x) / 2 / 17) / Math.sqrt(17);
      assertThat(distance.of(new float[] {x}, 0))
          .isCloseTo(-2 * Math.log(ofClasses / ofAll), within(1e-4));
    }
  }

  private static double sq(double x) {
    return x * x;
  }

  /** Written out with both covariances over all features: the same up to a constant. */
  @Test
  void itIsTheDifferenceOfTheFullMahalanobisDistances() {
    RandomStream random = RandomStream.of(3, "distance");
    int n = 400;
    float[] rows = new float[2 * n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
      rows[2 * i] = (float) (random.nextGaussian() + 3 * labels[i]);
      rows[2 * i + 1] = (float) (random.nextGaussian() + rows[2 * i] - (labels[i] == 1 ? 2 : 0));
    }
    ClassDistance distance = fit(rows, 2, 3, labels);
    // A direction the means do not differ in changes both distances by the same.
    assertThat(distance.middle()).hasSize(2);
    assertThat(distance.dimension()).isEqualTo(2);
    double near = distance.of(new float[] {3, 1}, 0);
    assertThat(distance.of(new float[] {3, 9}, 0)).isGreaterThan(near + 10);
    assertThat(distance.of(new float[] {30, 30}, 0)).isGreaterThan(near + 10);
  }

  @Test
  void aClassWithoutImagesIsNoPlaceToBeNear() {
    ClassDistance distance = fit(new float[] {-5, -3, 3, 5}, 1, 3, 0, 0, 2, 2);
    assertThat(distance.centers()).hasSize(2);
    assertThat(distance.of(new float[] {0}, 0)).isGreaterThan(distance.of(new float[] {4}, 0));
  }

  @Test
  void severalImagesAndViewsAreMeasuredInOneGo() {
    ClassDistance distance = fit(new float[] {-5, -3, 3, 5}, 1, 2, 0, 0, 1, 1);
    try (DeviceRows one = TestRows.upload(TORCH, new float[] {4, 0}, 1);
        DeviceRows two = TestRows.upload(TORCH, new float[] {-4, 0}, 1)) {
      double[] both = Distances.of(distance, List.of(one, two));
      assertThat(both[0]).isCloseTo(distance.of(new float[] {4}, 0), within(1e-6));
      assertThat(both[1]).isGreaterThan(both[0]);
    }
  }

  /** Fewer images than features: the covariance alone has no inverse. */
  @Test
  void fewImagesWithManyFeaturesAreEnough() {
    TrainingData data = TestRows.draw(TORCH, 12, 40, 2);
    ClassDistance distance = ClassDistanceFit.fit(data.features(), data.labels(), 2);
    double[] known = Distances.of(distance, List.of(data.features()));
    assertThat(known).doesNotContain(Double.NaN).hasSize(12);
  }

  /** n = 2, D = 2, covariance diag(1, 0): (0 * 1 + 1) / ((2 + 0) * (1 - 1/2)) = 1. */
  @Test
  void theShrinkageIsThatOfThePaper() {
    assertThat(ClassDistanceFit.shrinkage(1, 1, 2, 2)).isEqualTo(1);
    assertThat(ClassDistanceFit.shrinkage(1, 1, 10, 2)).isCloseTo(0.2, within(1e-12));
    assertThat(ClassDistanceFit.shrinkage(2, 2, 10, 2)).as("already the identity").isEqualTo(1);
  }
}

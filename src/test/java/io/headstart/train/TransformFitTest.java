package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Pca;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.FeatureSettings.Scaling;
import io.headstart.config.TestFeatures;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.InputTransform;
import io.headstart.setting.RecordCopy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransformFitTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final int ROWS = 10_000;

  @Test
  void nothingAskedForChangesNothing() {
    try (DeviceRows rows = rows()) {
      assertThat(TransformFit.fit(rows, settings(Scaling.UNIT, false, Optional.empty())))
          .isSameAs(InputTransform.IDENTITY);
    }
  }

  @Test
  void standardizedFeaturesHaveMeanZeroAndDeviationOne() {
    try (DeviceRows rows = rows()) {
      rows.transform(TransformFit.fit(rows, settings(Scaling.UNIT, true, Optional.empty())));
      float[] values = rows.array().toFloatArray();
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < ROWS; i++) {
          sum += values[3 * i + j];
          squares += (double) values[3 * i + j] * values[3 * i + j];
        }
        assertThat(sum / ROWS).isCloseTo(0, within(1e-4));
        assertThat(squares / ROWS).isCloseTo(1, within(1e-3));
      }
    }
  }

  @Test
  void aFeatureThatNeverChangesStaysFinite() {
    try (DeviceRows rows = TestRows.upload(TORCH, new float[] {1, 5, 2, 5, 3, 5}, 2)) {
      rows.transform(TransformFit.fit(rows, settings(Scaling.UNIT, true, Optional.empty())));
      float[] values = rows.array().toFloatArray();
      assertThat(values[1]).isZero();
      assertThat(values[0]).isCloseTo(-1.2247f, within(1e-3f));
    }
  }

  /** The data lie along (1, 1, 0) / sqrt(2) but for small noise: one component tells nearly all. */
  @Test
  void theFirstComponentIsTheDirectionOfGreatestVariance() {
    try (DeviceRows rows = rows()) {
      Pca one = new Pca(Optional.of(1), Optional.empty());
      InputTransform fit = TransformFit.fit(rows, settings(Scaling.UNIT, false, Optional.of(one)));
      float[] direction = fit.components().orElseThrow();
      assertThat(direction).hasSize(3);
      assertThat(Math.abs(direction[0])).isCloseTo(0.7071f, within(1e-2f));
      assertThat(direction[1]).isCloseTo(direction[0], within(2e-2f));
      assertThat(direction[2]).isCloseTo(0, within(2e-2f));
      rows.transform(fit);
      assertThat(rows.dimension()).isEqualTo(1);
    }
  }

  @Test
  void aShareOfVarianceChoosesTheNumberOfComponents() {
    try (DeviceRows rows = rows()) {
      Pca most = new Pca(Optional.empty(), Optional.of(0.95));
      Pca all = new Pca(Optional.empty(), Optional.of(1.0));
      assertThat(components(rows, most)).isEqualTo(1);
      assertThat(components(rows, all)).isEqualTo(3);
    }
  }

  @Test
  void moreComponentsThanImagesAreRefusedBeforeAnyWork() {
    FeatureSettings settings =
        settings(Scaling.UNIT, false, Optional.of(new Pca(Optional.of(101), Optional.empty())));
    assertThatThrownBy(() -> TransformFit.check(settings, 100, 512))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("101 components of 100 images with 512 features")
        .hasMessageContaining("at most 100");
  }

  @Test
  void squareRootsKeepTheirSigns() {
    FeatureSettings roots =
        RecordCopy.with(settings(Scaling.UNIT, false, Optional.empty()), "squareRoot", true);
    try (DeviceRows rows = TestRows.upload(TORCH, new float[] {4, 0, -9, 2.25f}, 2)) {
      rows.transform(TransformFit.fit(rows, roots));
      assertThat(rows.array().toFloatArray()).containsExactly(2, 0, -3, 1.5f);
    }
  }

  @Test
  void whatIsStandardizedAndTurnedIsTheRoots() {
    FeatureSettings all =
        settings(Scaling.UNIT, true, Optional.of(new Pca(Optional.of(2), Optional.empty())));
    float[] values = {1, 4, 9, 1, 16, 9, 25, 4};
    float[] roots = {1, 2, 3, 1, 4, 3, 5, 2};
    try (DeviceRows rows = TestRows.upload(TORCH, values, 2);
        DeviceRows known = TestRows.upload(TORCH, roots, 2)) {
      InputTransform fit = TransformFit.fit(rows, RecordCopy.with(all, "squareRoot", true));
      assertThat(rows.array().toFloatArray()).as("only looked at").containsExactly(values);
      rows.transform(fit);
      known.transform(TransformFit.fit(known, all));
      assertThat(rows.array().toFloatArray()).containsExactly(known.array().toFloatArray());
    }
  }

  private static int components(DeviceRows rows, Pca pca) {
    InputTransform fit = TransformFit.fit(rows, settings(Scaling.UNIT, false, Optional.of(pca)));
    return fit.outputs(3);
  }

  private static DeviceRows rows() {
    RandomStream random = RandomStream.of(3, "test");
    float[] values = new float[3 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      double along = 5 * random.nextGaussian();
      values[3 * i] = (float) (along + 0.3 * random.nextGaussian() + 10);
      values[3 * i + 1] = (float) (along + 0.3 * random.nextGaussian());
      values[3 * i + 2] = (float) (0.3 * random.nextGaussian() - 4);
    }
    return TestRows.upload(TORCH, values, 3);
  }

  private static FeatureSettings settings(Scaling scaling, boolean standardize, Optional<Pca> pca) {
    FeatureSettings pixels = TestFeatures.of("pixels", "zoo", Precision.AUTO);
    return RecordCopy.with(
        RecordCopy.with(RecordCopy.with(pixels, "scaling", scaling), "standardize", standardize),
        "pca",
        pca);
  }
}

package io.headstart.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.TestFeatures;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of all families as backbones, with weights that know nothing. */
class FamiliesTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  /** Images of one look, so that a family's smallest network is enough. */
  private static final int SIDE = 32;

  @ParameterizedTest
  @ValueSource(
      strings = {"resnet50", "vit_small_patch16_224", "convnext_tiny", "mobilenetv3_large_100"})
  void anImagesFeaturesDependNeitherOnOthersNorOnTheBatch(String name) {
    FeatureSettings settings = TestFeatures.sized(random(name), 64);
    byte[] five = DrawnImages.of(3, 5, SIDE);
    int bytes = five.length / 5;
    try (Backbone backbone = open(settings)) {
      int width = backbone.dimension(SIDE, SIDE);
      float[] together = features(backbone, five, 5);
      for (int i = 0; i < 5; i++) {
        byte[] one = Arrays.copyOfRange(five, i * bytes, (i + 1) * bytes);
        float[] alone = features(backbone, one, 1);
        float[] beside = Arrays.copyOfRange(together, i * width, (i + 1) * width);
        assertThat(distance(alone, beside)).as("%s, image %d", name, i).isLessThan(1e-6);
      }
    }
  }

  private static FeatureSettings random(String name) {
    return TestFeatures.of(name, "random", Precision.FLOAT32);
  }

  private static Backbone open(FeatureSettings settings) {
    return Backbones.open(new BackboneRequest(settings, 5), TORCH, Progress.NONE);
  }

  private static float[] features(Backbone backbone, byte[] pixels, int count) {
    FloatBuffer features = FloatBuffer.allocate(count * backbone.dimension(SIDE, SIDE));
    backbone.features(pixels, count, SIDE, SIDE, features);
    return features.array();
  }

  private static double distance(float[] one, float[] other) {
    double greatest = 0;
    double difference = 0;
    for (int i = 0; i < one.length; i++) {
      greatest = Math.max(greatest, Math.abs(one[i]));
      difference = Math.max(difference, Math.abs(one[i] - other[i]));
    }
    return difference / greatest;
  }
}

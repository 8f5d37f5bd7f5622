package io.headstart.config;

import io.headstart.config.FeatureSettings.Precision;
import io.headstart.setting.RecordCopy;
import java.util.List;
import java.util.Optional;

/** Feature settings for tests: the defaults but for what is named. */
public final class TestFeatures {
  private TestFeatures() {}

  public static FeatureSettings of(
      String backbone, String weights, Precision precision, String... layers) {
    FeatureSettings named =
        RecordCopy.with(FeatureSettings.defaults(), "backbone", List.of(backbone));
    return RecordCopy.with(
        RecordCopy.with(named, "weights", List.of(weights)).withPrecision(precision),
        "layers",
        List.of(layers));
  }

  public static FeatureSettings sized(FeatureSettings settings, int imageSize) {
    return RecordCopy.with(settings, "imageSize", Optional.of(imageSize));
  }
}

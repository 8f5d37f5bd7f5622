package io.headstart.backbone.pixels;

import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import io.headstart.config.FeatureSettings.Scaling;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** No backbone: the pixels themselves, row by row, red, green and blue side by side. */
final class PixelFeatures implements Backbone {
  private static final int BATCH = 256;
  private final Scaling scaling;

  PixelFeatures(Scaling scaling) {
    this.scaling = scaling;
  }

  @Override
  public int dimension(int height, int width) {
    return height * width * 3;
  }

  @Override
  public int batchSize() {
    return BATCH;
  }

  @Override
  public BackboneDescription description() {
    return new BackboneDescription(
        PixelFamily.NAME,
        PixelFamily.NAME,
        "none",
        OptionalInt.empty(),
        List.of(),
        "float32",
        "",
        Map.of("backbone", "pixels", "scaling", scaling.name()));
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    float scale = scale(scaling);
    float shift = shift(scaling);
    for (int i = 0; i < count * height * width * 3; i++) {
      features.put((pixels[i] & 0xff) * scale + shift);
    }
  }

  @Override
  public void close() {}

  /** Returns what a pixel, 0..255, is multiplied with. */
  static float scale(Scaling scaling) {
    return switch (scaling) {
      case NONE, MEAN_IMAGE -> 1;
      case UNIT -> 1f / 255;
      case SYMMETRIC -> 2f / 255;
    };
  }

  /** Returns what is added after that. */
  static float shift(Scaling scaling) {
    return scaling == Scaling.SYMMETRIC ? -1 : 0;
  }
}

package io.headstart.backbone.pixels;

import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneFamily;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.KnownBackbone;
import io.headstart.backbone.Preprocessing;
import io.headstart.config.FeatureSettings;
import io.headstart.engine.TorchRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pixels themselves: the baseline that any network has to beat. */
public final class PixelFamily implements BackboneFamily {
  static final String NAME = FeatureSettings.PIXELS;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<KnownBackbone> known() {
    return List.of(
        new KnownBackbone(
            NAME,
            new Preprocessing(32, Preprocessing.IMAGENET),
            Map.of(),
            List.of(),
            Optional.empty()));
  }

  @Override
  public Backbone open(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    return new PixelFeatures(request.settings().scaling());
  }
}

package io.headstart.backbone;

import io.headstart.Progress;
import io.headstart.backbone.pixels.PixelFamily;
import io.headstart.backbone.resnet.ResNetFamily;
import io.headstart.config.FeatureSettings;
import io.headstart.engine.TorchRuntime;
import java.util.List;

/** The families of backbones: the one place that lists them. */
public final class Backbones {
  private static final List<BackboneFamily> FAMILIES =
      List.of(new ResNetFamily(), new PixelFamily());

  private Backbones() {}

  /** Returns the family of the backbone that the settings name. */
  public static BackboneFamily family(FeatureSettings settings) {
    return FAMILIES.stream()
        .filter(family -> family.isNamedBy(settings))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no family has " + settings.backbone()));
  }

  /** Opens a backbone on the runtime's one device; see {@link BackboneFamily#open}. */
  public static Backbone open(BackboneRequest request, TorchRuntime runtime, Progress progress) {
    return family(request.settings()).open(request, runtime, progress);
  }
}

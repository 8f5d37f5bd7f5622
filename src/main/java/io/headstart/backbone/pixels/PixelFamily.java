package io.headstart.backbone.pixels;

import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneFamily;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.KnownBackbone;
import io.headstart.backbone.PortableNetwork;
import io.headstart.backbone.Preprocessing;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Scaling;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import io.headstart.safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pixels themselves: the baseline that any network has to beat. */
public final class PixelFamily implements BackboneFamily {
  static final String NAME = FeatureSettings.PIXELS;
  private static final String PROGRAM = "/io/headstart/backbone/pixels/pixels.torchscript";

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

  @Override
  public Optional<PortableNetwork> portable(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Scaling scaling = request.settings().scaling();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("scale", Tensor.of(new float[] {PixelFeatures.scale(scaling)}, 1));
    weights.put("shift", Tensor.of(new float[] {PixelFeatures.shift(scaling)}, 1));
    return Optional.of(
        new PortableNetwork(
            Optional.empty(),
            TorchScript.text(PROGRAM),
            weights,
            Optional.empty(),
            new long[0],
            "no weights"));
  }
}

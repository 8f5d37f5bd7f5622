package io.headstart.backbone.torchscript;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneFamily;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.KnownBackbone;
import io.headstart.backbone.NetworkOptions;
import io.headstart.backbone.Preprocessing;
import io.headstart.backbone.WeightFile;
import io.headstart.config.FeatureSettings;
import io.headstart.engine.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Anything that maps float32 [N, 3, H, W] to [N, D], run as its file says: only where whoever
 * started the process allowed it.
 */
public final class TorchScriptFamily implements BackboneFamily {
  private static final int IMAGE_SIZE = 224;

  @Override
  public String name() {
    return LoadedModule.FAMILY;
  }

  @Override
  public List<KnownBackbone> known() {
    return List.of(
        new KnownBackbone(
            LoadedModule.FAMILY,
            new Preprocessing(IMAGE_SIZE, Preprocessing.IMAGENET),
            Map.of(),
            LoadedModule.LAYERS,
            Optional.empty()));
  }

  @Override
  public Backbone open(
      KnownBackbone backbone, BackboneRequest request, TorchRuntime runtime, Progress progress) {
    FeatureSettings settings = request.settings();
    WeightFile source =
        Backbones.weights(settings)
            .filter(weights -> weights.text().endsWith(".pt"))
            .orElseThrow(
                () ->
                    Failure.usage("a backbone of your own is a file")
                        .received("features.weights: %s", settings.source())
                        .accepted("the path of a .pt file (TorchScript)")
                        .next("name the file in features.weights")
                        .build());
    Path file = source.obtain(runtime.options().offline(), progress);
    PermittedModule module =
        PermittedModule.read(file, "", request, runtime.options().modules(), progress);
    return LoadedModule.open(
        module, source.text(), NetworkOptions.of(settings, backbone, runtime), runtime);
  }
}

package io.headstart.experiment;

import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.engine.Natives;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.DeviceBackbones;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fetches what a run would fetch, and says what is there. */
public final class SetupFlow {
  private SetupFlow() {}

  /** Lines saying what is ready. */
  public record Prepared(List<String> ready) {}

  /** Fetches the backbone's weights, the images, or both. */
  public static Prepared run(Settings settings, Context context, boolean model, boolean data) {
    List<String> ready = new ArrayList<>();
    if (model) {
      try (TorchRuntime torch = context.start(settings);
          Backbone backbone =
              DeviceBackbones.open(
                  new BackboneRequest(settings.features(), settings.seed()),
                  torch,
                  context.progress())) {
        ready.add("model ready: " + settings.features().weights() + " " + backbone.identity());
      }
    }
    if (data) {
      Dataset dataset = context.images(settings);
      dataset.parts().forEach(part -> ready.add("data ready: " + part.name() + " " + part.size()));
    }
    return new Prepared(ready);
  }

  /** Fetches the natives that a GPU needs; needs none itself, so that images can be built. */
  public static Prepared cuda(Context context) {
    Path folder = Natives.setup(context.home(), context.offline(), context.progress());
    return new Prepared(List.of("cuda ready: " + folder));
  }
}

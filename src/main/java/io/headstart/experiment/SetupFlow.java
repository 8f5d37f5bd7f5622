package io.headstart.experiment;

import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.Datasets;
import io.headstart.engine.Torch;
import io.headstart.features.Backbone;
import io.headstart.features.Backbones;
import java.util.ArrayList;
import java.util.List;

/** Fetches what a run would fetch, and says what is there. */
public final class SetupFlow {
  private SetupFlow() {}

  /** Lines saying what is ready. */
  public record Outcome(List<String> ready) {}

  /** Fetches the backbone's weights, the images, or both. */
  public static Outcome run(Settings settings, Context context, boolean model, boolean data) {
    List<String> ready = new ArrayList<>();
    if (model) {
      try (Torch torch = Torch.start(settings.device());
          Backbone backbone =
              Backbones.open(settings.features(), settings.seed(), torch, context.progress())) {
        ready.add("model ready: " + settings.features().weights() + " " + backbone.identity());
      }
    }
    if (data) {
      Dataset dataset =
          Datasets.open(settings.data(), settings.seed(), context.home(), context.progress());
      dataset.parts().forEach(part -> ready.add("data ready: " + part.name() + " " + part.size()));
    }
    return new Outcome(ready);
  }
}

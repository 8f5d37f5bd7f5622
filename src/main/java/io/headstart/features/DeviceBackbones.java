package io.headstart.features;

import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.engine.Lanes;
import io.headstart.engine.TorchRuntime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Opens a backbone on all devices that a runtime may use, as one. */
public final class DeviceBackbones {
  private static final List<Precision> EXACT_FIRST =
      List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.INT8);

  private DeviceBackbones() {}

  /**
   * Opens the backbone, or the backbones side by side, that settings name. A network makes do with
   * smaller forward passes where a GPU's memory is full, and shares its batches among the GPUs, or
   * the processor's cores, where there are several. Several networks run in one arithmetic: where
   * {@code auto} would choose several, in the most exact of them.
   *
   * @param progress hears what was chosen, of a download, and of forward passes that do not fit
   */
  public static Backbone open(BackboneRequest request, TorchRuntime runtime, Progress progress) {
    List<BackboneRequest> requests = request.each();
    if (requests.size() == 1) {
      return one(requests.get(0), runtime, progress);
    }
    List<Backbone> parts = new ArrayList<>();
    try {
      requests.forEach(each -> parts.add(one(each, runtime, progress)));
      Precision exact =
          parts.stream()
              .map(part -> precision(part))
              .min(Comparator.comparing(EXACT_FIRST::indexOf))
              .orElseThrow();
      for (int p = 0; p < parts.size(); p++) {
        if (precision(parts.get(p)) != exact) {
          parts.get(p).close();
          parts.set(p, one(requests.get(p).in(exact), runtime, progress));
        }
      }
      return new JoinedBackbone(parts);
    } catch (RuntimeException e) {
      parts.forEach(Backbone::close);
      throw e;
    }
  }

  private static Precision precision(Backbone backbone) {
    return Precision.valueOf(backbone.description().precision().toUpperCase(Locale.ROOT));
  }

  private static Backbone one(BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Backbone backbone = Backbones.open(request, runtime, progress);
    if (request.settings().isPixels()) {
      return backbone;
    }
    if (runtime.others().isEmpty() && !runtime.onGpu()) {
      return onCores(backbone, runtime);
    }
    Backbone first = new Shrinking(backbone, runtime.deviceName(), progress);
    if (runtime.others().isEmpty()) {
      return first;
    }
    List<Supplier<Backbone>> others = new ArrayList<>();
    for (TorchRuntime other : runtime.others()) {
      // Whatever there is to say of the network was said of the first.
      others.add(
          () ->
              new Shrinking(
                  Backbones.open(request, other, Progress.NONE), other.deviceName(), progress));
    }
    return new Replicas(first, others);
  }

  private static Backbone onCores(Backbone backbone, TorchRuntime runtime) {
    if (!backbone.isConcurrent() || runtime.threads() == 1) {
      return backbone;
    }
    return new Replicas(Lanes.open(runtime), backbone);
  }
}

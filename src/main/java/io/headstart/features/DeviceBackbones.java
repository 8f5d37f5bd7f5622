package io.headstart.features;

import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.engine.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Opens a backbone on all devices that a runtime may use, as one. */
public final class DeviceBackbones {
  private DeviceBackbones() {}

  /**
   * Opens a backbone. A network makes do with smaller forward passes where a device's memory is
   * full, and shares its batches among the GPUs where there are several.
   *
   * @param progress hears what was chosen, of a download, and of forward passes that do not fit
   */
  public static Backbone open(BackboneRequest request, TorchRuntime runtime, Progress progress) {
    Backbone backbone = Backbones.open(request, runtime, progress);
    if (!Backbones.family(request.settings()).isNetwork()) {
      return backbone;
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
}

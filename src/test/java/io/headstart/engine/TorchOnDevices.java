package io.headstart.engine;

import ai.djl.Device;
import java.util.List;

/** Several devices without several GPUs: the CPU may be named more than once. */
public final class TorchOnDevices {
  private TorchOnDevices() {}

  /** Returns the first device's, with the others. */
  public static TorchRuntime of(List<Device> devices) {
    TorchRuntime.start(RuntimeOptions.on("cpu")).close();
    return TorchRuntime.on(devices, RuntimeOptions.on("cpu"));
  }
}

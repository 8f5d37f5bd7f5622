package io.headstart.experiment;

import io.headstart.Progress;
import io.headstart.config.Settings;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * What a flow is given beside its settings.
 *
 * @param home where caches live
 * @param offline whether the network must not be used
 * @param threads processor threads that the flow may have at work
 * @param progress hears how far the flow is
 * @param stop asked between epochs: true ends the run with everything kept
 */
public record Context(
    Path home, boolean offline, int threads, Progress progress, BooleanSupplier stop) {
  /** For a flow with the whole processor, and the network unless the environment forbids it. */
  public Context(Path home, Progress progress, BooleanSupplier stop) {
    this(home, RuntimeOptions.forbidsNetwork(), RuntimeOptions.availableThreads(), progress, stop);
  }

  /** Returns this without the network. */
  public Context withoutNetwork() {
    return new Context(home, true, threads, progress, stop);
  }

  /** Starts libtorch on the device of the settings. */
  TorchRuntime start(Settings settings) {
    return TorchRuntime.start(machine(settings), progress);
  }

  /** Returns how the machine is used, on the device of the settings. */
  RuntimeOptions machine(Settings settings) {
    return new RuntimeOptions(settings.device(), threads, home, offline);
  }
}

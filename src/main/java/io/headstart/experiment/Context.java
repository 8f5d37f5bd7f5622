package io.headstart.experiment;

import io.headstart.ForeignModules;
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
 * @param modules which TorchScript modules may run that this program does not know
 */
public record Context(
    Path home,
    boolean offline,
    int threads,
    Progress progress,
    BooleanSupplier stop,
    ForeignModules modules) {
  /**
   * For a flow with the whole processor, the network unless the environment forbids it, and no
   * foreign modules.
   */
  public Context(Path home, Progress progress, BooleanSupplier stop) {
    this(
        home,
        RuntimeOptions.forbidsNetwork(),
        RuntimeOptions.availableThreads(),
        progress,
        stop,
        ForeignModules.none());
  }

  /** Returns this without the network. */
  public Context withoutNetwork() {
    return new Context(home, true, threads, progress, stop, modules);
  }

  /** Returns this with other modules that may run. */
  public Context withModules(ForeignModules allowed) {
    return new Context(home, offline, threads, progress, stop, allowed);
  }

  /** Starts libtorch on the device of the settings. */
  TorchRuntime start(Settings settings) {
    return TorchRuntime.start(machine(settings), progress);
  }

  /** Returns how the machine is used, on the device of the settings. */
  RuntimeOptions machine(Settings settings) {
    return new RuntimeOptions(settings.device(), threads, home, offline, modules);
  }
}

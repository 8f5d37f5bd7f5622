package io.headstart.spark;

import io.headstart.ForeignModules;
import io.headstart.experiment.Context;
import io.headstart.io.HeadstartHome;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the driver may do, and thus the processes that work for it.
 *
 * @param offline whether nothing may be downloaded
 * @param modules SHA-256 of the TorchScript modules that may run
 * @param oneProcess whether the driver does the tasks itself
 * @param home the driver's caches, for its own process; other machines have theirs
 */
record DriverRules(boolean offline, List<String> modules, boolean oneProcess, String home)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static DriverRules of(Context driver, boolean oneProcess) {
    return new DriverRules(
        driver.offline(),
        List.copyOf(driver.modules().hashes()),
        oneProcess,
        driver.home().toAbsolutePath().toString());
  }

  /** Returns the caches of the process that this is asked in. */
  Path here() {
    return oneProcess ? Path.of(home) : HeadstartHome.locate();
  }

  ForeignModules allowed() {
    return new ForeignModules(modules);
  }

  /** Returns the context of a flow in a task, which makes no features. */
  Context context(int threads, BooleanSupplier stop) {
    return new Context(
        here(),
        offline,
        threads,
        ExecutorLog.PROGRESS,
        stop,
        allowed(),
        Optional.of(new ExecutorStores()));
  }
}

package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.ForeignModules;
import io.headstart.Progress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jline.utils.Signals;

/**
 * Ctrl-C, and the signal of {@code docker stop}: the first ends the run where everything so far is
 * kept, a second one ends it at once. The JVM's own way out would tear libtorch down while it
 * works.
 */
final class Interrupts {
  private Interrupts() {}

  /** Seconds that a foreign module may take for the call it is in. */
  private static final int PATIENCE = 5;

  static BooleanSupplier listen(Progress progress, ForeignModules modules) {
    AtomicBoolean stop = new AtomicBoolean();
    Runnable handler =
        () -> {
          if (stop.getAndSet(true)) {
            ImmediateExit.now(Failure.Kind.INTERRUPTED.exitCode());
          }
          progress.line("stopping after what is under way; press Ctrl-C again to stop at once");
          if (!modules.hashes().isEmpty()) {
            watch(modules, progress);
          }
        };
    Signals.register("INT", handler);
    Signals.register("TERM", handler);
    return stop::get;
  }

  /** Ends the process when a module's code does not come back: nothing else can stop it. */
  private static void watch(ForeignModules modules, Progress progress) {
    Thread watch =
        new Thread(
            () -> {
              long calls = modules.finishedCalls();
              int waited = 0;
              while (waited < PATIENCE) {
                sleepSecond();
                boolean stuck = modules.isAtWork() && modules.finishedCalls() == calls;
                waited = stuck ? waited + 1 : 0;
                calls = modules.finishedCalls();
              }
              progress.warning(
                  "stopped: a module that was allowed to run did not come back for "
                      + PATIENCE
                      + " s; what was completed is kept");
              ImmediateExit.now(Failure.Kind.INTERRUPTED.exitCode());
            },
            "module-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void sleepSecond() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

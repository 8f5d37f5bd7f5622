package io.headstart.cli;

import io.headstart.Failure;
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

  static BooleanSupplier listen(Progress progress) {
    AtomicBoolean stop = new AtomicBoolean();
    Runnable handler =
        () -> {
          if (stop.getAndSet(true)) {
            Runtime.getRuntime().halt(Failure.Kind.INTERRUPTED.exitCode());
          }
          progress.line("stopping after what is under way; press Ctrl-C again to stop at once");
        };
    Signals.register("INT", handler);
    Signals.register("TERM", handler);
    return stop::get;
  }
}

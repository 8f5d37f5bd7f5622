package io.headstart.experiment;

import io.headstart.Progress;
import io.headstart.engine.Offline;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * What a flow is given beside its settings.
 *
 * @param home where caches live
 * @param progress hears how far the flow is
 * @param stop asked between epochs: true ends the run with everything kept
 */
public record Context(Path home, Progress progress, BooleanSupplier stop) {
  /** Forbids the network for the rest of the process; to be called before any flow. */
  public static void stayOffline() {
    Offline.turnOn();
  }
}

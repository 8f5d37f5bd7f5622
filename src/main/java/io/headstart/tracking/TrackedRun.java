package io.headstart.tracking;

import io.headstart.config.Settings;
import io.headstart.run.Manifest;
import java.nio.file.Path;

/**
 * A run that is to be followed, as it begins or goes on.
 *
 * @param folder of the run; its last name is the run's
 * @param settings the effective ones
 * @param manifest as it begins: images, backbone, device
 * @param done epochs that were done before; 0 for a new run
 */
public record TrackedRun(Path folder, Settings settings, Manifest manifest, int done) {
  /** Returns the run's name. */
  public String name() {
    return manifest.name();
  }
}

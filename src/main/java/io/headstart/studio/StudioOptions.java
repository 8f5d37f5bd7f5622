package io.headstart.studio;

import java.nio.file.Path;
import java.util.List;

/**
 * What a studio shows.
 *
 * @param port on the loopback; 0 for any that is free
 * @param checkpoints the folder of all runs
 * @param changes {@code key=value} of runs' own settings: where their images and weights lie now
 * @param program the command that starts this program, to which a command line's words are added
 */
public record StudioOptions(
    int port, Path checkpoints, List<String> changes, List<String> program) {
  /** Copies the lists. */
  public StudioOptions {
    changes = List.copyOf(changes);
    program = List.copyOf(program);
  }
}

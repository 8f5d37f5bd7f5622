package io.headstart.spark;

import java.io.Serializable;
import java.util.List;
import java.util.TreeMap;

/**
 * What a process of the cluster must open to make features: the same for all sets of a run, so that
 * it is opened once.
 *
 * @param yaml the settings, as text
 * @param place which of the settings' backbones it is, from 0
 * @param precision of its arithmetic, as the driver chose it
 * @param identity that the backbone must have: all that decides its features beside the images
 * @param hash of its weights
 * @param weights files with them; none where they are drawn
 * @param rules what it may do
 */
record ExtractionSetup(
    String yaml,
    int place,
    String precision,
    TreeMap<String, String> identity,
    String hash,
    List<SentFile> weights,
    Rules rules)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What the driver may do, and thus the others.
   *
   * @param offline whether nothing may be downloaded
   * @param modules SHA-256 of the TorchScript modules that may run
   * @param oneProcess whether the driver does the tasks itself
   * @param home the driver's caches, for its own process; other machines have theirs
   */
  record Rules(boolean offline, List<String> modules, boolean oneProcess, String home)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}

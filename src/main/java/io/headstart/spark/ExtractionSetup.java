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
    DriverRules rules)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}

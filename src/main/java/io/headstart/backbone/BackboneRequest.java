package io.headstart.backbone;

import io.headstart.config.FeatureSettings;
import java.util.Optional;

/**
 * Which backbone is wanted.
 *
 * @param settings that name it
 * @param seed from which {@code random} weights are drawn
 * @param hash of its weights, where a checkpoint has kept it: code of another file is not run
 */
public record BackboneRequest(FeatureSettings settings, long seed, Optional<String> hash) {
  /** For weights that nothing is known of. */
  public BackboneRequest(FeatureSettings settings, long seed) {
    this(settings, seed, Optional.empty());
  }
}

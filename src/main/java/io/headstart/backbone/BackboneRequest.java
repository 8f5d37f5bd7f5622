package io.headstart.backbone;

import io.headstart.config.FeatureSettings;
import io.headstart.data.ImageSet;
import java.util.Optional;

/**
 * Which backbone is wanted.
 *
 * @param settings that name it
 * @param seed from which {@code random} weights are drawn
 * @param hash of its weights, where a checkpoint has kept it: code of another file is not run
 * @param sample images of the kind it will see, for comparing faster arithmetic with float32; drawn
 *     ones are used without them
 */
public record BackboneRequest(
    FeatureSettings settings, long seed, Optional<String> hash, Optional<ImageSet> sample) {
  /** For weights that nothing is known of. */
  public BackboneRequest(FeatureSettings settings, long seed) {
    this(settings, seed, Optional.empty(), Optional.empty());
  }
}

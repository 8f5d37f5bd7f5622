package io.headstart.backbone;

import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.data.ImageSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which backbone is wanted.
 *
 * @param settings that name it
 * @param seed from which {@code random} weights are drawn
 * @param hash of its weights, where a checkpoint has kept it: code of another file is not run;
 *     those of several have a space between them
 * @param sample images of the kind it will see, for comparing faster arithmetic with float32; drawn
 *     ones are used without them
 */
public record BackboneRequest(
    FeatureSettings settings, long seed, Optional<String> hash, Optional<ImageSet> sample) {
  /** For weights that nothing is known of. */
  public BackboneRequest(FeatureSettings settings, long seed) {
    this(settings, seed, Optional.empty(), Optional.empty());
  }

  /** Returns one for each backbone that the settings name, in order. */
  public List<BackboneRequest> each() {
    List<FeatureSettings> each = settings.each();
    if (each.size() == 1) {
      return List.of(this);
    }
    String[] hashes = hash.map(all -> all.split(" ")).orElse(new String[0]);
    return IntStream.range(0, each.size())
        .mapToObj(
            i ->
                new BackboneRequest(
                    each.get(i),
                    seed,
                    i < hashes.length ? Optional.of(hashes[i]) : Optional.empty(),
                    sample))
        .toList();
  }

  /** Returns it in another arithmetic. */
  public BackboneRequest in(Precision precision) {
    return new BackboneRequest(settings.withPrecision(precision), seed, hash, sample);
  }
}

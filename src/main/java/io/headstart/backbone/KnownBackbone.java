package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.config.FeatureSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network by its name: what is known of it before anything is loaded.
 *
 * @param name as {@code features.backbone} and timm spell it
 * @param preprocessing what its published weights were trained for
 * @param outputs the activations that can be features, in order, with how many there are of each;
 *     empty when only the loaded network knows
 * @param standard those of the outputs that are the features unless the settings choose
 * @param published the weights that {@code zoo} means; empty when there are none
 */
public record KnownBackbone(
    String name,
    Preprocessing preprocessing,
    Map<String, Integer> outputs,
    List<String> standard,
    Optional<PublishedWeights> published) {
  /** Copies what it is given. */
  public KnownBackbone {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    standard = List.copyOf(standard);
  }

  /**
   * Returns the outputs that the settings choose.
   *
   * @throws Failure (usage) when it has no such outputs, or has them in another order
   */
  public List<String> layers(FeatureSettings settings) {
    if (settings.layers().isEmpty()) {
      return standard;
    }
    List<String> inOrder = outputs.keySet().stream().filter(settings.layers()::contains).toList();
    if (!outputs.isEmpty() && !inOrder.equals(settings.layers())) {
      throw Failure.usage("the backbone has no such layers in this order")
          .received("features.layers: %s of %s", String.join(", ", settings.layers()), name)
          .accepted("%s", String.join(", ", outputs.keySet()))
          .next("choose among these, in their order; without any, %s are taken", standard)
          .build();
    }
    return settings.layers();
  }

  /** Returns it with weights that were trained for another preprocessing. */
  KnownBackbone with(Preprocessing other) {
    return new KnownBackbone(name, other, outputs, standard, published);
  }
}

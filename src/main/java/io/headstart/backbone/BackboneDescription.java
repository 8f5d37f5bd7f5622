package io.headstart.backbone;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What an open backbone says of itself. A run's manifest keeps it.
 *
 * @param family as in {@link BackboneFamily#name()}
 * @param name which one of the family, such as resnet18
 * @param weights where its weights came from: {@code zoo}, {@code random}, a file's path, or {@code
 *     none}
 * @param imageSize pixels a side that images are resized to; empty when they stay as they are
 * @param layers whose outputs are the features, side by side; empty when there are no layers
 * @param precision of its arithmetic: {@code float32}, {@code bfloat16} or {@code int8}
 * @param reason why it runs in that arithmetic, with figures; empty when there is no choice
 * @param identity all that decides the features of an image beside its bytes; the entry {@code
 *     backbone} is the hash of the weights. The feature store's keys are made of it: it must never
 *     change for features that stay the same
 */
public record BackboneDescription(
    String family,
    String name,
    String weights,
    OptionalInt imageSize,
    List<String> layers,
    String precision,
    String reason,
    Map<String, String> identity) {

  /** Returns the hash of the weights, by which a checkpoint knows its backbone. */
  public String hash() {
    return identity.getOrDefault("backbone", "");
  }

  /** Returns all of it by the names that a manifest uses, in alphabetical order. */
  public Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>(identity);
    fields.remove("backbone");
    fields.put("hash", hash());
    fields.put("family", family);
    fields.put("name", name);
    fields.put("weights", weights);
    fields.put("precision", precision);
    if (!reason.isEmpty()) {
      fields.put("precision-reason", reason);
    }
    imageSize.ifPresent(size -> fields.put("image-size", Integer.toString(size)));
    if (!layers.isEmpty()) {
      fields.put("layers", String.join(", ", layers));
    }
    return fields;
  }
}

package io.headstart.augment;

import io.headstart.config.SettingsReader;
import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import io.headstart.setting.Variant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Operations as a configuration gives them. */
final class Operations {
  private Operations() {}

  /** Returns the names of all there are. */
  static List<String> names() {
    return Stream.of(Operation.class.getPermittedSubclasses())
        .map(type -> type.getAnnotation(Variant.class).name())
        .toList();
  }

  /** Reads one; an end of its range that is empty is null, as version 0.1.0 wrote it. */
  static Operation of(
      String name,
      double probability,
      Optional<Double> minimum,
      Optional<Double> maximum,
      Padding padding) {
    String yaml =
        "augment: {operations: [{name: %s, probability: %s, minimum: %s, maximum: %s, padding: %s}]}"
            .formatted(
                name,
                probability,
                minimum.map(Object::toString).orElse("null"),
                maximum.map(Object::toString).orElse("null"),
                padding.name().toLowerCase(java.util.Locale.ROOT));
    return SettingsReader.parse(yaml, "test", List.of()).augment().operations().get(0);
  }
}

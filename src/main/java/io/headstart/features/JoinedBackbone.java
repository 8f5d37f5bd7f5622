package io.headstart.features;

import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import java.nio.FloatBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Several backbones as one: the features of an image stand side by side, in their order. */
final class JoinedBackbone implements Backbone {
  private final List<Backbone> parts;

  JoinedBackbone(List<Backbone> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public List<Backbone> parts() {
    return parts;
  }

  @Override
  public BackboneDescription description() {
    Set<Integer> sizes = new LinkedHashSet<>();
    parts.forEach(part -> part.description().imageSize().ifPresent(sizes::add));
    return new BackboneDescription(
        joined(BackboneDescription::family),
        joined(BackboneDescription::name),
        joined(BackboneDescription::weights),
        sizes.size() == 1 ? OptionalInt.of(sizes.iterator().next()) : OptionalInt.empty(),
        parts.stream()
            .flatMap(part -> part.description().layers().stream().map(layer -> name(part, layer)))
            .toList(),
        parts.get(0).description().precision(),
        parts.stream()
            .map(part -> name(part, part.description().reason()))
            .collect(Collectors.joining("; ")),
        identity());
  }

  private static String name(Backbone part, String detail) {
    return part.description().name() + " " + detail;
  }

  private String joined(Function<BackboneDescription, String> field) {
    return parts.stream()
        .map(part -> field.apply(part.description()))
        .collect(Collectors.joining(", "));
  }

  /**
   * The hash of all weights is that of each, in order; whatever else decides, of each by number.
   */
  @Override
  public Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>();
    identity.put("backbone", joinedHashes(parts));
    for (int p = 0; p < parts.size(); p++) {
      for (Map.Entry<String, String> entry : parts.get(p).identity().entrySet()) {
        if (!entry.getKey().equals("backbone")) {
          identity.put((p + 1) + "." + entry.getKey(), entry.getValue());
        }
      }
    }
    return identity;
  }

  private static String joinedHashes(List<Backbone> parts) {
    return parts.stream().map(part -> part.description().hash()).collect(Collectors.joining(" "));
  }

  @Override
  public int dimension(int height, int width) {
    return parts.stream().mapToInt(part -> part.dimension(height, width)).sum();
  }

  @Override
  public int batchSize() {
    return parts.stream().mapToInt(Backbone::batchSize).min().orElseThrow();
  }

  /** One after the other, each takes its time. */
  @Override
  public OptionalDouble imagesPerSecond() {
    double seconds = 0;
    for (Backbone part : parts) {
      if (part.imagesPerSecond().isEmpty()) {
        return OptionalDouble.empty();
      }
      seconds += 1 / part.imagesPerSecond().getAsDouble();
    }
    return OptionalDouble.of(1 / seconds);
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    int[] dimensions = parts.stream().mapToInt(part -> part.dimension(height, width)).toArray();
    float[][] rows = new float[parts.size()][];
    for (int p = 0; p < rows.length; p++) {
      FloatBuffer own = FloatBuffer.allocate(count * dimensions[p]);
      parts.get(p).features(pixels, count, height, width, own);
      rows[p] = own.array();
    }
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < rows.length; p++) {
        features.put(rows[p], i * dimensions[p], dimensions[p]);
      }
    }
  }

  @Override
  public void close() {
    parts.forEach(Backbone::close);
  }
}

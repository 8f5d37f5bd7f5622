package io.headstart.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was reached on one set of images.
 *
 * @param count images
 * @param values by {@linkplain Metric#name() name} of the metric; always the accuracy (a fraction)
 *     and the loss (mean cross-entropy in nats), others as far as the program that took them knew
 */
public record SetFigures(int count, Map<String, Double> values) {
  /** The sets a run may have, in the order of files. */
  public static final List<String> SETS = List.of("train", "validation", "test");

  /** Copies the values, in their order. */
  public SetFigures {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns the share of images predicted as what they are, 0..1. */
  public double accuracy() {
    return value(Metrics.ACCURACY).orElse(Double.NaN);
  }

  /** Returns the mean cross-entropy in nats. */
  public double loss() {
    return value(Metrics.LOSS).orElse(Double.NaN);
  }

  /** Returns the value of a metric; empty if it was not taken. */
  public OptionalDouble value(Metric metric) {
    Double value = values.get(metric.name());
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Returns the interval of a metric's value; empty unless it is a share of the images. */
  public Optional<WilsonInterval> interval(Metric metric) {
    OptionalDouble value = value(metric);
    return metric.kind() == Metric.Kind.PROPORTION && value.isPresent()
        ? Optional.of(WilsonInterval.of(value.getAsDouble(), count))
        : Optional.empty();
  }

  /** Returns the fields of these figures in a JSON document: {@code count}, then the values. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", count);
    fields.putAll(values);
    return fields;
  }
}

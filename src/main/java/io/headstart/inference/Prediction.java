package io.headstart.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a classifier says of an image.
 *
 * @param classes every class with its probability, the most probable first; equal ones in the order
 *     of the labels
 * @param confidence how far that can be trusted; empty where the checkpoint is not calibrated
 */
public record Prediction(List<ClassProbability> classes, Optional<Confidence> confidence) {
  /** Copies the list. */
  public Prediction {
    classes = List.copyOf(classes);
  }

  /**
   * A class and its probability.
   *
   * @param name as in the checkpoint
   * @param probability 0..1; those of all classes sum to 1
   */
  public record ClassProbability(String name, double probability) {}

  /** Of a classifier that is not calibrated. */
  public Prediction(List<ClassProbability> classes) {
    this(classes, Optional.empty());
  }

  /** Returns whether the image is of no class, or could be of several, by the thresholds set. */
  public boolean unknown() {
    return confidence.flatMap(Confidence::unknown).isPresent();
  }

  /** Returns the name of the most probable class. */
  public String label() {
    return classes.get(0).name();
  }

  /** Returns the probability of the most probable class, 0..1. */
  public double probability() {
    return classes.get(0).probability();
  }

  /** Returns the most probable classes, at most {@code count} of them. */
  public List<ClassProbability> top(int count) {
    return classes.subList(0, Math.min(count, classes.size()));
  }

  /**
   * Returns it by the names that JSON gives its parts: {@code unknown}; where it is calibrated
   * {@code calibrated-probability}, {@code novelty} and {@code why}; {@code classes}.
   *
   * @param count how many of the most probable classes, 1 or more
   */
  public Map<String, Object> fields(int count) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("unknown", unknown());
    confidence.ifPresent(
        how -> {
          fields.put("calibrated-probability", how.probability());
          how.novelty().ifPresent(novelty -> fields.put("novelty", novelty));
          how.unknown().ifPresent(why -> fields.put("why", why.name().toLowerCase(Locale.ROOT)));
        });
    fields.put("classes", top(count));
    return fields;
  }
}

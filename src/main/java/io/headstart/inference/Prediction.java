package io.headstart.inference;

import java.util.List;
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
}

package io.headstart.backbone.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a file's tensors compare with those a network needs.
 *
 * @param missing names that are needed and not there
 * @param surplus names that are there and not needed
 * @param misshapen for each tensor of another shape its name, what it is and what it must be
 */
public record Fit(List<String> missing, List<String> surplus, List<String> misshapen) {
  /**
   * Compares.
   *
   * @param ignored names that do no harm
   */
  public static Fit of(NamedTensors tensors, List<Part> parts, Predicate<String> ignored) {
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Set<String> needed = new HashSet<>();
    for (Part part : parts) {
      for (TensorSpec spec : part.tensors()) {
        needed.add(spec.name());
        if (tensors.names().contains(spec.name())) {
          long[] shape = tensors.shape(spec.name());
          if (!Arrays.equals(shape, spec.shape())) {
            misshapen.add(
                "%s %s instead of %s"
                    .formatted(spec.name(), Arrays.toString(shape), Arrays.toString(spec.shape())));
          }
        } else if (spec.required()) {
          missing.add(spec.name());
        }
      }
    }
    List<String> surplus =
        tensors.names().stream()
            .filter(name -> !needed.contains(name) && !ignored.test(name))
            .toList();
    return new Fit(missing, surplus, misshapen);
  }

  /** Returns whether the network can be made of the file. */
  public boolean isWhole() {
    return missing.isEmpty() && surplus.isEmpty() && misshapen.isEmpty();
  }

  /** Returns all of it in words, with a few names of each kind. */
  public String text() {
    List<String> sentences = new ArrayList<>();
    add(sentences, "missing", missing);
    add(sentences, "surplus", surplus);
    add(sentences, "of another shape", misshapen);
    return String.join("; ", sentences);
  }

  private static void add(List<String> sentences, String what, List<String> names) {
    if (!names.isEmpty()) {
      int shown = Math.min(3, names.size());
      String more = names.size() > shown ? " and %d more".formatted(names.size() - shown) : "";
      sentences.add(what + " " + String.join(", ", names.subList(0, shown)) + more);
    }
  }
}

package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights of the classes in the loss.
 *
 * @param rule how they are found
 * @param named weights above 0 by the name of a class, in the order given; 1 for the others. Empty
 *     unless the rule is {@link Rule#NAMED}
 */
public record ClassWeights(Rule rule, Map<String, Double> named) {
  /** Every class counts alike. */
  public static final ClassWeights NONE = new ClassWeights(Rule.NONE, Map.of());

  /** Inverse to how many images a class has. */
  public static final ClassWeights BALANCED = new ClassWeights(Rule.BALANCED, Map.of());

  /** How the weights are found. */
  public enum Rule {
    NONE,
    BALANCED,
    NAMED
  }

  /** Copies the map. */
  public ClassWeights {
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    if (named.isEmpty() == (rule == Rule.NAMED)) {
      throw new InvalidSetting(
          "class-weights", named.size() + " named weights", "some, unless none or balanced");
    }
  }

  /** Weights the classes of a map. */
  public static ClassWeights of(Map<String, Double> named) {
    return new ClassWeights(Rule.NAMED, named);
  }
}

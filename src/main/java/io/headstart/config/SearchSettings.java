package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;

/** What {@code search} tries. */
public record SearchSettings(
    @Setting(
            "random: trials drawn; coarse-to-fine: the same, then fine-trials more between the best"
                + " two; grid: every combination.")
        Method method,
    @Setting(value = "random, coarse-to-fine: trials drawn.", min = 1, max = 100_000) int trials,
    @Setting(value = "coarse-to-fine: trials of the second round.", min = 1, max = 100_000)
        int fineTrials,
    @Setting("The settings that are varied.") List<Dimension> dimensions,
    @Setting(value = "Rows of the table printed.", min = 1) int top) {

  /** How trials are chosen. */
  public enum Method {
    RANDOM,
    COARSE_TO_FINE,
    GRID
  }

  /** How the values of a dimension are spread. */
  public enum Distribution {
    UNIFORM,
    LOG_UNIFORM,
    WHOLE,
    CHOICE
  }

  /** One setting and the values it may take. */
  public record Dimension(
      @Setting(value = "The setting's path, e.g. train.learning-rate.", required = true)
          String setting,
      @Setting(
              "uniform, log-uniform: between minimum and maximum; whole: whole numbers of that range,"
                  + " both included; choice: one of values.")
          Distribution distribution,
      @Setting("The least value.") Optional<Double> minimum,
      @Setting("The greatest value.") Optional<Double> maximum,
      @Setting("choice only: the values, each as after --set, e.g. [\"[50]\", \"[50, 70]\"].")
          List<String> values,
      @Setting(value = "grid over a range: so many values, evenly spaced.", min = 2) int points) {
    static Dimension defaults() {
      return new Dimension(
          "seed", Distribution.CHOICE, Optional.empty(), Optional.empty(), List.of("0"), 5);
    }

    /** A range needs two ends in order; a choice needs values. */
    public Dimension {
      if (distribution == Distribution.CHOICE) {
        if (values.isEmpty()) {
          throw new InvalidSetting("values", "none", "at least one value for choice");
        }
      } else if (minimum.isEmpty() || maximum.isEmpty() || minimum.get() >= maximum.get()) {
        throw new InvalidSetting(
            "minimum", range(minimum, maximum), "a minimum below a maximum, both given");
      } else if (distribution == Distribution.LOG_UNIFORM && minimum.get() <= 0) {
        throw new InvalidSetting("minimum", minimum.get() + "", "above 0 for log-uniform");
      }
    }

    private static String range(Optional<Double> minimum, Optional<Double> maximum) {
      return minimum.map(Object::toString).orElse("none")
          + " .. "
          + maximum.map(Object::toString).orElse("none");
    }
  }

  /** Returns the settings of an empty configuration file: nothing to search. */
  public static SearchSettings defaults() {
    return new SearchSettings(Method.RANDOM, 16, 8, List.of(), 5);
  }
}

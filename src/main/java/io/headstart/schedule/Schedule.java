package io.headstart.schedule;

import io.headstart.setting.Variant;
import io.headstart.setting.Variants;

/**
 * How the learning rate changes over a run, with the settings it needs. A schedule is a pure
 * function of the update, so that it has no state to save.
 */
@Variants(key = "type", value = "The shape of the learning rate over the run.")
public sealed interface Schedule
    permits Constant,
        Step,
        MultiStep,
        Exponential,
        Cosine,
        OneCycle,
        Triangular,
        Linear,
        Geometric {

  /** Returns the schedule of an empty configuration. */
  static Schedule defaults() {
    return Constant.defaults();
  }

  /** Returns its name in YAML spelling. */
  default String name() {
    return getClass().getAnnotation(Variant.class).name();
  }

  /**
   * Returns the learning rate of a unit, before any warm-up.
   *
   * @param base the learning rate of the settings
   * @param unit 0 for the first
   * @param units in the whole run, 1 or more
   */
  double rate(double base, long unit, long units);

  /** Returns what the schedule counts in, and how often the rate changes. */
  Unit unit();

  /** Returns the units over which the rate first rises linearly from 0. */
  default int warmup() {
    return 0;
  }

  /**
   * Returns whether the rate of a unit depends on the length of the run, so that a longer run is
   * another one from its first unit.
   */
  default boolean dependsOnLength() {
    return false;
  }

  /**
   * Returns the learning rate over a run.
   *
   * @param base the learning rate of the settings
   * @param updatesPerEpoch batches an epoch, 1 or more
   */
  default LearningRate over(double base, int epochs, long updatesPerEpoch) {
    long perUnit = unit() == Unit.EPOCH ? updatesPerEpoch : 1;
    long units = Math.max(1, epochs * updatesPerEpoch / perUnit);
    return update -> {
      long unit = update / perUnit;
      double rise = unit < warmup() ? (unit + 1.0) / (warmup() + 1.0) : 1;
      return rise * rate(base, unit, units);
    };
  }

  /** Returns the share of a way that is done, 0 .. 1. */
  static double part(long done, long total) {
    return total <= 0 ? 0 : Math.min(1, Math.max(0, (double) done / total));
  }

  /** Returns the half cosine wave from one rate to another. */
  static double cosine(double from, double to, double part) {
    return to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;
  }
}

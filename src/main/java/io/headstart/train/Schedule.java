package io.headstart.train;

import io.headstart.config.TrainSettings;
import io.headstart.config.TrainSettings.Unit;

/** The learning rate over a run: a pure function of the update, so that it has no state to save. */
@FunctionalInterface
public interface Schedule {
  /**
   * Returns the learning rate of an update.
   *
   * @param update 0 for the first
   */
  double rate(long update);

  /**
   * Makes the schedule of a run.
   *
   * @param updatesPerEpoch batches an epoch, 1 or more
   */
  static Schedule of(TrainSettings settings, long updatesPerEpoch) {
    TrainSettings.Schedule s = settings.schedule();
    double base = settings.learningRate();
    long perUnit = s.unit() == Unit.EPOCH ? updatesPerEpoch : 1;
    long units = Math.max(1, settings.epochs() * updatesPerEpoch / perUnit);
    Schedule shape =
        switch (s.type()) {
          case CONSTANT -> unit -> base;
          case STEP -> unit -> base * power(s, unit / s.every());
          case MULTI_STEP ->
              unit -> base * power(s, s.milestones().stream().filter(m -> m <= unit).count());
          case EXPONENTIAL -> unit -> base * power(s, unit);
          case COSINE ->
              unit -> cosine(base, s.minimum(), part(unit - s.warmup(), units - s.warmup()));
          case ONE_CYCLE -> unit -> oneCycle(base, s.minimum(), unit, units);
          case TRIANGULAR -> unit -> triangular(s, unit);
          case LINEAR -> unit -> s.minimum() + (s.maximum() - s.minimum()) * part(unit, units - 1);
          case GEOMETRIC ->
              unit -> s.minimum() * Math.pow(s.maximum() / s.minimum(), part(unit, units - 1));
        };
    if (s.type() == TrainSettings.ScheduleType.TRIANGULAR) {
      return shape; // Its half-cycle is counted in updates whatever the unit.
    }
    return update -> {
      long unit = update / perUnit;
      double rise = unit < s.warmup() ? (unit + 1.0) / (s.warmup() + 1.0) : 1;
      return rise * shape.rate(unit);
    };
  }

  private static double power(TrainSettings.Schedule s, long times) {
    return Math.pow(s.factor(), (double) times);
  }

  private static double part(long done, long total) {
    return total <= 0 ? 0 : Math.min(1, Math.max(0, (double) done / total));
  }

  private static double cosine(double from, double to, double part) {
    return to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;
  }

  /** Smith's one-cycle policy, phase by phase as torch.optim.lr_scheduler.OneCycleLR. */
  private static double oneCycle(double maximum, double minimum, long step, long steps) {
    double top = 0.3 * steps - 1;
    return step <= top
        ? cosine(maximum / 25, maximum, (double) step / top)
        : cosine(maximum, minimum, (step - top) / Math.max(1, steps - 1 - top));
  }

  /** Smith 2015, "Cyclical Learning Rates for Training Neural Networks", triangular policy. */
  private static double triangular(TrainSettings.Schedule s, long update) {
    long position = update % (2L * s.halfCycle());
    double height =
        position < s.halfCycle()
            ? (double) position / s.halfCycle()
            : 2 - (double) position / s.halfCycle();
    return s.minimum() + (s.maximum() - s.minimum()) * height;
  }
}

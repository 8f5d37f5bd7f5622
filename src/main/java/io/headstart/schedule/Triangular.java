package io.headstart.schedule;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** Smith 2015, "Cyclical Learning Rates for Training Neural Networks", triangular policy. */
@Variant(name = "triangular", value = "between minimum and maximum and back, again and again")
public record Triangular(
    @Setting(value = "The lowest rate.", min = 0) double minimum,
    @Setting(value = "The highest rate.", min = 0, above = true) double maximum,
    @Setting(value = "Updates from minimum to maximum.", min = 1) int halfCycle)
    implements Schedule {

  /** The range must not be upside down. */
  public Triangular {
    if (minimum > maximum) {
      throw new InvalidSetting(
          "minimum", minimum + " above maximum " + maximum, "minimum <= maximum");
    }
  }

  /** Returns the schedule with the defaults of its keys. */
  public static Triangular defaults() {
    return new Triangular(0, 0.1, 500);
  }

  /** Cycles are counted in updates. */
  @Override
  public Unit unit() {
    return Unit.UPDATE;
  }

  @Override
  public double rate(double base, long unit, long units) {
    long position = unit % (2L * halfCycle);
    double height =
        position < halfCycle ? (double) position / halfCycle : 2 - (double) position / halfCycle;
    return minimum + (maximum - minimum) * height;
  }
}

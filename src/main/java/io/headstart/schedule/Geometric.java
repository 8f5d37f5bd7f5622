package io.headstart.schedule;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** From a minimum to a maximum over the whole run, by the same factor each unit. */
@Variant(
    name = "geometric",
    value = "from minimum to maximum over the run, by the same factor each unit")
public record Geometric(
    @Setting(Unit.TEXT) Unit unit,
    @Setting(value = "The lowest rate.", required = true, min = 0, above = true) double minimum,
    @Setting(value = "The highest rate.", min = 0, above = true) double maximum,
    @Setting(value = Warmup.TEXT, elsewhere = Warmup.ELSEWHERE, min = 0) int warmup)
    implements Schedule {

  /** The range must not be upside down. */
  public Geometric {
    if (minimum > maximum) {
      throw new InvalidSetting(
          "minimum", minimum + " above maximum " + maximum, "minimum <= maximum");
    }
  }

  /** Returns the schedule with the defaults of its keys. */
  public static Geometric defaults() {
    return new Geometric(Unit.EPOCH, 0.001, 0.1, 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    return minimum * Math.pow(maximum / minimum, Schedule.part(unit, units - 1));
  }

  @Override
  public boolean dependsOnLength() {
    return true;
  }
}

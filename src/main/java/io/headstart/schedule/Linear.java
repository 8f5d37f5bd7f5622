package io.headstart.schedule;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** From a minimum to a maximum over the whole run, by the same amount each unit. */
@Variant(
    name = "linear",
    value = "from minimum to maximum over the run, by the same amount each unit")
public record Linear(
    @Setting(Unit.TEXT) Unit unit,
    @Setting(value = "The lowest rate.", min = 0) double minimum,
    @Setting(value = "The highest rate.", min = 0, above = true) double maximum,
    @Setting(value = Warmup.TEXT, elsewhere = Warmup.ELSEWHERE, min = 0) int warmup)
    implements Schedule {

  /** The range must not be upside down. */
  public Linear {
    if (minimum > maximum) {
      throw new InvalidSetting(
          "minimum", minimum + " above maximum " + maximum, "minimum <= maximum");
    }
  }

  /** Returns the schedule with the defaults of its keys. */
  public static Linear defaults() {
    return new Linear(Unit.EPOCH, 0, 0.1, 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    return minimum + (maximum - minimum) * Schedule.part(unit, units - 1);
  }

  @Override
  public boolean dependsOnLength() {
    return true;
  }
}

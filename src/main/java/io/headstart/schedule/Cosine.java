package io.headstart.schedule;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** Half a cosine wave from the rate down to a minimum, over the whole run. */
@Variant(name = "cosine", value = "down to minimum over the run")
public record Cosine(
    @Setting(Unit.TEXT) Unit unit,
    @Setting(value = "The lowest rate.", min = 0) double minimum,
    @Setting(value = Warmup.TEXT, elsewhere = Warmup.ELSEWHERE, min = 0) int warmup)
    implements Schedule {
  /** Returns the schedule with the defaults of its keys. */
  public static Cosine defaults() {
    return new Cosine(Unit.EPOCH, 0, 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    return Schedule.cosine(base, minimum, Schedule.part(unit - warmup, units - warmup));
  }

  @Override
  public boolean dependsOnLength() {
    return true;
  }
}

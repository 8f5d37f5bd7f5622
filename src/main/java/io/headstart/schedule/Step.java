package io.headstart.schedule;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** The rate is multiplied by a factor every so many units. */
@Variant(name = "step", value = "times factor every so many units")
public record Step(
    @Setting(Unit.TEXT) Unit unit,
    @Setting(value = "Units between two cuts.", min = 1) int every,
    @Setting(value = "The factor.", min = 0, above = true) double factor,
    @Setting(value = Warmup.TEXT, elsewhere = Warmup.ELSEWHERE, min = 0) int warmup)
    implements Schedule {
  /** Returns the schedule with the defaults of its keys. */
  public static Step defaults() {
    return new Step(Unit.EPOCH, 1, 0.1, 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    long cuts = unit / every;
    return base * Math.pow(factor, (double) cuts);
  }
}

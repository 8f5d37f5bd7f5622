package io.headstart.schedule;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** The rate is multiplied by a factor each unit. */
@Variant(name = "exponential", value = "times factor each unit")
public record Exponential(
    @Setting(Unit.TEXT) Unit unit,
    @Setting(value = "The factor.", min = 0, above = true) double factor,
    @Setting(value = Warmup.TEXT, elsewhere = Warmup.ELSEWHERE, min = 0) int warmup)
    implements Schedule {
  /** Returns the schedule with the defaults of its keys. */
  public static Exponential defaults() {
    return new Exponential(Unit.EPOCH, 0.1, 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    return base * Math.pow(factor, (double) unit);
  }
}

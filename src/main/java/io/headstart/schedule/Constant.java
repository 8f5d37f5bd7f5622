package io.headstart.schedule;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** The same rate throughout. */
@Variant(name = "constant", value = "learning-rate throughout")
public record Constant(
    @Setting(Unit.TEXT) Unit unit,
    @Setting(value = Warmup.TEXT, elsewhere = Warmup.ELSEWHERE, min = 0) int warmup)
    implements Schedule {
  /** Returns the schedule with the defaults of its keys. */
  public static Constant defaults() {
    return new Constant(Unit.EPOCH, 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    return base;
  }
}

package io.headstart.schedule;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.List;

/** The rate is multiplied by a factor at each milestone. */
@Variant(name = "multi-step", value = "times factor at each milestone")
public record MultiStep(
    @Setting(Unit.TEXT) Unit unit,
    @Setting(value = "The factor.", min = 0, above = true) double factor,
    @Setting(value = "The units at which the rate is cut, one or more.", required = true, min = 1)
        List<Integer> milestones,
    @Setting(value = Warmup.TEXT, elsewhere = Warmup.ELSEWHERE, min = 0) int warmup)
    implements Schedule {

  /** Without a milestone nothing would change. */
  public MultiStep {
    if (milestones.isEmpty()) {
      throw new InvalidSetting("milestones", "none", "at least one for multi-step");
    }
  }

  /** Returns the schedule with the defaults of its keys. */
  public static MultiStep defaults() {
    return new MultiStep(Unit.EPOCH, 0.1, List.of(1), 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    return base * Math.pow(factor, (double) milestones.stream().filter(m -> m <= unit).count());
  }
}

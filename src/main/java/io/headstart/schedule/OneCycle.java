package io.headstart.schedule;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** Smith's one-cycle policy, phase by phase as {@code torch.optim.lr_scheduler.OneCycleLR}. */
@Variant(name = "one-cycle", value = "up to learning-rate and down again over the run")
public record OneCycle(
    @Setting(Unit.TEXT) Unit unit, @Setting(value = "The lowest rate.", min = 0) double minimum)
    implements Schedule {
  /** Returns the schedule with the defaults of its keys. */
  public static OneCycle defaults() {
    return new OneCycle(Unit.EPOCH, 0);
  }

  @Override
  public double rate(double base, long unit, long units) {
    double top = 0.3 * units - 1;
    return unit <= top
        ? Schedule.cosine(base / 25, base, (double) unit / top)
        : Schedule.cosine(base, minimum, (unit - top) / Math.max(1, units - 1 - top));
  }

  @Override
  public boolean dependsOnLength() {
    return true;
  }
}

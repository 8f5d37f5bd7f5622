package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Multiplies all values by one factor, clipping at 255, as Pillow and torchvision do.
 *
 * <p>Own strength: factor 0.6 .. 1.4.
 */
@Variant(name = "brightness", value = "lighter or darker")
public record Brightness(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability,
    @Setting(
            value = "Least factor.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 10)
        double minimum,
    @Setting(
            value = "Greatest factor.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 10)
        double maximum)
    implements Operation {
  /** The range must not be upside down. */
  public Brightness {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static Brightness defaults() {
    return new Brightness(1, 0.6, 1.4);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    frame.scaleAround(0, strength().draw(random));
  }

  @Override
  public String describe() {
    return "brightness/1 factor=" + strength();
  }
}

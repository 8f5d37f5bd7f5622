package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Multiplies all values by one factor, clipping at 255: what {@link Brightness} does, under the
 * name some recipes use and with a smaller strength of its own.
 *
 * <p>Own strength: factor 0.9 .. 1.1.
 */
@Variant(name = "pixel-scale", value = "as brightness, by less")
public record PixelScale(
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
  public PixelScale {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static PixelScale defaults() {
    return new PixelScale(1, 0.9, 1.1);
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
    return "pixel-scale/1 factor=" + strength();
  }
}

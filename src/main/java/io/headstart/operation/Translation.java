package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Shifts the image by whole pixels; the shifts down and right are drawn apart from the same range,
 * negative ones go up and left.
 *
 * <p>With minimum = maximum = s the shift is fixed at (s, s), along the diagonal. The other fixed
 * shifts follow by combination: horizontal-flip, translation s, horizontal-flip moves s down and s
 * to the left; that followed by translation s moves 2 s down and none to the right.
 *
 * <p>Own strength: -4 .. 4 pixels, the reach of {@link RandomCrop}.
 */
@Variant(name = "translation", value = "shifted")
public record Translation(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability,
    @Setting(
            value = "Least whole pixels down and right.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = -1000,
            max = 1000)
        double minimum,
    @Setting(
            value = "Greatest whole pixels down and right.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = -1000,
            max = 1000)
        double maximum,
    @Setting(Keys.PADDING) Padding padding)
    implements Operation {
  /** The range must not be upside down, and whole. */
  public Translation {
    Strength.checkWhole(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static Translation defaults() {
    return new Translation(1, -4, 4, Padding.REFLECT);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    int down = strength().drawWhole(random);
    int right = strength().drawWhole(random);
    Border.shift(frame, down, right, padding);
  }

  @Override
  public String describe() {
    return "translation/1 pixels=" + strength() + " padding=" + Border.text(padding);
  }
}

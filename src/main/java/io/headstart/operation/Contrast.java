package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Moves all values away from the image's mean luma (factor above 1) or towards it, as Pillow and
 * torchvision do, with the mean unrounded.
 *
 * <p>Own strength: factor 0.6 .. 1.4.
 */
@Variant(name = "contrast", value = "away from or towards the mean")
public record Contrast(
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
  public Contrast {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static Contrast defaults() {
    return new Contrast(1, 0.6, 1.4);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    frame.scaleAround(frame.meanLuma(), strength().draw(random));
  }

  @Override
  public String describe() {
    return "contrast/1 factor=" + strength();
  }
}

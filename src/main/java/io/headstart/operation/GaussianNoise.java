package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Adds a normal deviate of its own to every value, rounded and clipped; the standard deviation is
 * drawn once an image.
 *
 * <p>Own strength: deviation 0 .. 10 on the scale 0 .. 255.
 */
@Variant(name = "gaussian-noise", value = "noise added to every value")
public record GaussianNoise(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability,
    @Setting(
            value = "Least standard deviation on the scale 0 .. 255.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 255)
        double minimum,
    @Setting(
            value = "Greatest standard deviation on the scale 0 .. 255.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 255)
        double maximum)
    implements Operation {
  /** The range must not be upside down. */
  public GaussianNoise {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static GaussianNoise defaults() {
    return new GaussianNoise(1, 0, 10);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    double deviation = strength().draw(random);
    byte[] pixels = frame.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Frame.toByte((pixels[i] & 0xFF) + deviation * random.nextGaussian());
    }
  }

  @Override
  public String describe() {
    return "gaussian-noise/1 deviation=" + strength();
  }
}

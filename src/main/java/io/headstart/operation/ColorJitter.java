package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Changes brightness, then contrast, then saturation, each by its own factor from the range.
 * Saturation moves each pixel away from its luma (factor above 1) or towards it.
 *
 * <p>Own strength: factors 0.6 .. 1.4 (0.4 around 1: the ImageNet training of fb.resnet.torch).
 */
@Variant(name = "color-jitter", value = "brightness, contrast and saturation at once")
public record ColorJitter(
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
  public ColorJitter {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static ColorJitter defaults() {
    return new ColorJitter(1, 0.6, 1.4);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    frame.scaleAround(0, strength().draw(random));
    frame.scaleAround(frame.meanLuma(), strength().draw(random));
    saturate(frame, strength().draw(random));
  }

  private static void saturate(Frame frame, double factor) {
    byte[] pixels = frame.pixels();
    for (int i = 0; i < pixels.length; i += 3) {
      int luma = frame.luma(i);
      for (int channel = i; channel < i + 3; channel++) {
        pixels[channel] = Frame.toByte(luma + factor * ((pixels[channel] & 0xFF) - luma));
      }
    }
  }

  @Override
  public String describe() {
    return "color-jitter/1 factor=" + strength();
  }
}

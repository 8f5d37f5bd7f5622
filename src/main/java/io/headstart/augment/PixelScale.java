package io.headstart.augment;

import io.headstart.RandomStream;

/**
 * Multiplies all values by one factor, clipping at 255: what {@link Brightness} does, under the
 * name some recipes use and with a smaller strength of its own.
 *
 * <p>Own strength: factor 0.9 .. 1.1.
 */
record PixelScale(Strength strength) implements Operation {
  static final Strength.Limits LIMITS = Strength.Limits.real(0.9, 1.1, 0, 10, "factor");

  @Override
  public void apply(Frame frame, RandomStream random) {
    frame.scaleAround(0, strength.draw(random));
  }

  @Override
  public String describe() {
    return "pixel-scale/1 factor=" + strength;
  }
}

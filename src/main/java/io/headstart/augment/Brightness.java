package io.headstart.augment;

import io.headstart.RandomStream;

/**
 * Multiplies all values by one factor, clipping at 255, as Pillow and torchvision do.
 *
 * <p>Own strength: factor 0.6 .. 1.4.
 */
record Brightness(Strength strength) implements Operation {
  static final Strength.Limits LIMITS = Strength.Limits.real(0.6, 1.4, 0, 10, "factor");

  @Override
  public void apply(Frame frame, RandomStream random) {
    frame.scaleAround(0, strength.draw(random));
  }

  @Override
  public String describe() {
    return "brightness/1 factor=" + strength;
  }
}

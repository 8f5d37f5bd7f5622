package io.headstart.augment;

import io.headstart.RandomStream;

/**
 * Moves all values away from the image's mean luma (factor above 1) or towards it, as Pillow and
 * torchvision do, with the mean unrounded.
 *
 * <p>Own strength: factor 0.6 .. 1.4.
 */
record Contrast(Strength strength) implements Operation {
  static final Strength.Limits LIMITS = Strength.Limits.real(0.6, 1.4, 0, 10, "factor");

  @Override
  public void apply(Frame frame, RandomStream random) {
    frame.scaleAround(frame.meanLuma(), strength.draw(random));
  }

  @Override
  public String describe() {
    return "contrast/1 factor=" + strength;
  }
}

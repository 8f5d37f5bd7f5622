package io.headstart.augment;

import io.headstart.RandomStream;

/**
 * Changes brightness, then contrast, then saturation, each by its own factor from the range.
 * Saturation moves each pixel away from its luma (factor above 1) or towards it.
 *
 * <p>Own strength: factors 0.6 .. 1.4 (0.4 around 1: the ImageNet training of fb.resnet.torch).
 */
record ColorJitter(Strength strength) implements Operation {
  static final Strength.Limits LIMITS = Strength.Limits.real(0.6, 1.4, 0, 10, "factor");

  @Override
  public void apply(Frame frame, RandomStream random) {
    frame.scaleAround(0, strength.draw(random));
    frame.scaleAround(frame.meanLuma(), strength.draw(random));
    saturate(frame, strength.draw(random));
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
    return "color-jitter/1 factor=" + strength;
  }
}

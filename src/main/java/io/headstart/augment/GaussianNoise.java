package io.headstart.augment;

import io.headstart.RandomStream;

/**
 * Adds a normal deviate of its own to every value, rounded and clipped; the standard deviation is
 * drawn once an image.
 *
 * <p>Own strength: deviation 0 .. 10 on the scale 0 .. 255.
 */
record GaussianNoise(Strength strength) implements Operation {
  static final Strength.Limits LIMITS =
      Strength.Limits.real(0, 10, 0, 255, "standard deviation on the scale 0 .. 255");

  @Override
  public void apply(Frame frame, RandomStream random) {
    double deviation = strength.draw(random);
    byte[] pixels = frame.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Frame.toByte((pixels[i] & 0xFF) + deviation * random.nextGaussian());
    }
  }

  @Override
  public String describe() {
    return "gaussian-noise/1 deviation=" + strength;
  }
}

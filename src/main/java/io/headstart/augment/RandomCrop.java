package io.headstart.augment;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings.Padding;

/**
 * Pads the image on all sides and cuts the original size out again at a random offset, each offset
 * equally likely. The padding is the strength's maximum; its minimum is 0.
 *
 * <p>Own strength: 4 pixels, as for 32x32 images in He et al. 2016, section 4.2.
 */
record RandomCrop(Strength strength, Padding padding) implements Operation {
  static final Strength.Limits LIMITS =
      Strength.Limits.whole(0, 4, 0, 1000, "pixels padded on each side");

  @Override
  public void apply(Frame frame, RandomStream random) {
    int pad = (int) strength.maximum();
    int down = random.nextInt(2 * pad + 1) - pad;
    int right = random.nextInt(2 * pad + 1) - pad;
    Border.shift(frame, down, right, padding);
  }

  @Override
  public String describe() {
    return "random-crop/1 pad=" + strength.maximum() + " padding=" + Border.text(padding);
  }
}

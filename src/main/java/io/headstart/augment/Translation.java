package io.headstart.augment;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings.Padding;

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
record Translation(Strength strength, Padding padding) implements Operation {
  static final Strength.Limits LIMITS =
      Strength.Limits.whole(-4, 4, -1000, 1000, "pixels down and right");

  @Override
  public void apply(Frame frame, RandomStream random) {
    int down = strength.drawWhole(random);
    int right = strength.drawWhole(random);
    Border.shift(frame, down, right, padding);
  }

  @Override
  public String describe() {
    return "translation/1 pixels=" + strength + " padding=" + Border.text(padding);
  }
}

package io.headstart.augment;

import io.headstart.RandomStream;
import java.util.Arrays;

/**
 * Covers a square with mid-gray (128). Its side is a share of the image's shorter side, rounded to
 * whole pixels; its centre may be any pixel, so that it may hang over the border. Gray rather than
 * black because it lies near the mean of natural images, which is what DeVries and Taylor fill
 * with.
 *
 * <p>Own strength: 0.5 of the side (16 of 32 pixels: DeVries and Taylor 2017, CIFAR-10).
 */
record Cutout(Strength strength) implements Operation {
  static final Strength.Limits LIMITS =
      Strength.Limits.real(0.5, 0.5, 0, 1, "side of the hole as a share of the image's");

  private static final byte FILL = (byte) 128;

  @Override
  public void apply(Frame frame, RandomStream random) {
    int height = frame.height();
    int width = frame.width();
    int side = (int) (strength.draw(random) * Math.min(height, width) + 0.5);
    int top = random.nextInt(height) - side / 2;
    int left = random.nextInt(width) - side / 2;
    int from = Math.max(left, 0);
    int until = Math.max(from, Math.min(left + side, width));
    for (int y = Math.max(top, 0); y < Math.min(top + side, height); y++) {
      int row = y * width;
      Arrays.fill(frame.pixels(), (row + from) * 3, (row + until) * 3, FILL);
    }
  }

  @Override
  public String describe() {
    return "cutout/1 side=" + strength + " fill=128";
  }
}

package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import java.util.Arrays;

/**
 * Covers a square with mid-gray (128). Its side is a share of the image's shorter side, rounded to
 * whole pixels; its centre may be any pixel, so that it may hang over the border. Gray rather than
 * black because it lies near the mean of natural images, which is what DeVries and Taylor fill
 * with.
 *
 * <p>Own strength: 0.5 of the side (16 of 32 pixels: DeVries and Taylor 2017, CIFAR-10).
 */
@Variant(name = "cutout", value = "a gray hole")
public record Cutout(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability,
    @Setting(
            value = "Least side of the hole as a share of the image's.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 1)
        double minimum,
    @Setting(
            value = "Greatest side of the hole as a share of the image's.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 1)
        double maximum)
    implements Operation {
  /** The range must not be upside down. */
  public Cutout {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static Cutout defaults() {
    return new Cutout(1, 0.5, 0.5);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  private static final byte FILL = (byte) 128;

  @Override
  public void apply(Frame frame, RandomStream random) {
    int height = frame.height();
    int width = frame.width();
    int side = (int) (strength().draw(random) * Math.min(height, width) + 0.5);
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
    return "cutout/1 side=" + strength() + " fill=128";
  }
}

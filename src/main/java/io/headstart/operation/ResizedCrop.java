package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Cuts out a rectangle of the image's own shape (a square of a square image) and enlarges it to the
 * full size, bilinearly with half-pixel centres. Sides are rounded to whole pixels, at least 1;
 * each place is equally likely.
 *
 * <p>Own strength: 0.6 .. 1 of the side. A share near 0 would leave nothing to recognize; {@code
 * torchvision.transforms.RandomResizedCrop} goes down to 0.28 of the side for ImageNet.
 */
@Variant(name = "resized-crop", value = "a part enlarged to the full size")
public record ResizedCrop(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability,
    @Setting(
            value = "Least side of the crop as a share of the image's.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0.01,
            max = 1)
        double minimum,
    @Setting(
            value = "Greatest side of the crop as a share of the image's.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0.01,
            max = 1)
        double maximum)
    implements Operation {
  /** The range must not be upside down. */
  public ResizedCrop {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static ResizedCrop defaults() {
    return new ResizedCrop(1, 0.6, 1);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    int height = frame.height();
    int width = frame.width();
    double share = strength().draw(random);
    int rows = Math.max(1, (int) (share * height + 0.5));
    int columns = Math.max(1, (int) (share * width + 0.5));
    int top = random.nextInt(height - rows + 1);
    int left = random.nextInt(width - columns + 1);
    if (rows == height && columns == width) {
      return;
    }
    int to = 0;
    for (int y = 0; y < height; y++) {
      double fromY = source(y, rows, height);
      int row = (int) fromY;
      int nextRow = Math.min(row + 1, rows - 1);
      for (int x = 0; x < width; x++, to += 3) {
        double fromX = source(x, columns, width);
        int column = (int) fromX;
        int nextColumn = Math.min(column + 1, columns - 1);
        Bilinear.mix(
            frame,
            top + row,
            top + nextRow,
            left + column,
            left + nextColumn,
            fromY - row,
            fromX - column,
            frame.spare(),
            to);
      }
    }
    frame.swap();
  }

  /** Returns the place in the crop, 0 .. crop - 1, that a pixel of the full size shows. */
  private static double source(int index, int crop, int full) {
    double place = (index + 0.5) * crop / full - 0.5;
    return Math.min(Math.max(place, 0), crop - 1);
  }

  @Override
  public String describe() {
    return "resized-crop/1 side=" + strength();
  }
}

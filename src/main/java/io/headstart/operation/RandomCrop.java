package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Pads the image on all sides and cuts the original size out again at a random offset, each offset
 * equally likely. The padding is the strength's maximum; its minimum is 0.
 *
 * <p>Own strength: 4 pixels, as for 32x32 images in He et al. 2016, section 4.2.
 */
@Variant(name = "random-crop", value = "padded and cut out again at a random place")
public record RandomCrop(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability,
    @Setting(
            value = "Always 0.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 0)
        double minimum,
    @Setting(
            value = "Whole pixels padded on each side.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = 0,
            max = 1000)
        double maximum,
    @Setting(Keys.PADDING) Padding padding)
    implements Operation {
  /** The range must not be upside down, and whole. */
  public RandomCrop {
    Strength.checkWhole(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static RandomCrop defaults() {
    return new RandomCrop(1, 0, 4, Padding.REFLECT);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    int pad = (int) maximum;
    int down = random.nextInt(2 * pad + 1) - pad;
    int right = random.nextInt(2 * pad + 1) - pad;
    Border.shift(frame, down, right, padding);
  }

  @Override
  public String describe() {
    return "random-crop/1 pad=" + maximum + " padding=" + Border.text(padding);
  }
}

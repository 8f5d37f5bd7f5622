package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/**
 * Turns the image about its centre, counterclockwise for positive degrees, reading bilinearly.
 *
 * <p>Own strength: -15 .. 15 degrees.
 */
@Variant(name = "rotation", value = "turned")
public record Rotation(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability,
    @Setting(
            value = "Least degrees counterclockwise.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = -180,
            max = 180)
        double minimum,
    @Setting(
            value = "Greatest degrees counterclockwise.",
            nullIsDefault = true,
            elsewhere = Keys.NO_STRENGTH,
            min = -180,
            max = 180)
        double maximum,
    @Setting(Keys.PADDING) Padding padding)
    implements Operation {
  /** The range must not be upside down. */
  public Rotation {
    Strength.check(minimum, maximum);
  }

  /** Returns the operation with the defaults of its keys. */
  public static Rotation defaults() {
    return new Rotation(1, -15, 15, Padding.REFLECT);
  }

  private Strength strength() {
    return new Strength(minimum, maximum);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    double angle = StrictMath.toRadians(strength().draw(random));
    if (angle == 0) {
      return;
    }
    double sine = StrictMath.sin(angle);
    double cosine = StrictMath.cos(angle);
    double centerY = (frame.height() - 1) / 2.0;
    double centerX = (frame.width() - 1) / 2.0;
    int to = 0;
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++, to += 3) {
        double dy = y - centerY;
        double dx = x - centerX;
        double fromY = centerY + sine * dx + cosine * dy;
        double fromX = centerX + cosine * dx - sine * dy;
        Bilinear.sample(frame, fromY, fromX, padding, frame.spare(), to);
      }
    }
    frame.swap();
  }

  @Override
  public String describe() {
    return "rotation/1 degrees=" + strength() + " padding=" + Border.text(padding);
  }
}

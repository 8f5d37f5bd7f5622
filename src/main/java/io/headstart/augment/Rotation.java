package io.headstart.augment;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings.Padding;

/**
 * Turns the image about its centre, counterclockwise for positive degrees, reading bilinearly.
 *
 * <p>Own strength: -15 .. 15 degrees.
 */
record Rotation(Strength strength, Padding padding) implements Operation {
  static final Strength.Limits LIMITS =
      Strength.Limits.real(-15, 15, -180, 180, "degrees counterclockwise");

  @Override
  public void apply(Frame frame, RandomStream random) {
    double angle = StrictMath.toRadians(strength.draw(random));
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
    return "rotation/1 degrees=" + strength + " padding=" + Border.text(padding);
  }
}

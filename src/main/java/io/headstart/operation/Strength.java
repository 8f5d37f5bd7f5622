package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.InvalidSetting;

/** The range a strength is drawn from, both ends included. */
record Strength(double minimum, double maximum) {
  /** Refuses a range that is upside down. */
  static void check(double minimum, double maximum) {
    if (minimum > maximum) {
      throw new InvalidSetting(
          "minimum", minimum + " above maximum " + maximum, "minimum <= maximum");
    }
  }

  /** Refuses a range that is upside down or whose ends are not whole. */
  static void checkWhole(double minimum, double maximum) {
    requireWhole("minimum", minimum);
    requireWhole("maximum", maximum);
    check(minimum, maximum);
  }

  private static void requireWhole(String key, double value) {
    if (value != StrictMath.rint(value)) {
      throw new InvalidSetting(key, value + "", "a whole number of pixels");
    }
  }

  /** Draws uniformly; a range of one value gives that value exactly. */
  double draw(RandomStream random) {
    return random.uniform(minimum, maximum);
  }

  /** Draws a whole number uniformly. */
  int drawWhole(RandomStream random) {
    return (int) minimum + random.nextInt((int) (maximum - minimum) + 1);
  }

  /** Returns {@code minimum..maximum}, as cache keys need it. */
  @Override
  public String toString() {
    return minimum + ".." + maximum;
  }
}

package io.headstart.augment;

import io.headstart.RandomStream;

/** The resolved range a strength is drawn from, both ends included. */
record Strength(double minimum, double maximum) {

  /**
   * What an operation accepts, and what it takes when nothing is given.
   *
   * @param minimum the operation's own minimum
   * @param maximum the operation's own maximum
   * @param least the smallest strength that makes sense
   * @param greatest the greatest
   * @param unit what is measured, for messages
   * @param whole whether only whole numbers make sense
   */
  record Limits(
      double minimum, double maximum, double least, double greatest, String unit, boolean whole) {

    /** Returns limits for a strength measured in real numbers. */
    static Limits real(double minimum, double maximum, double least, double greatest, String unit) {
      return new Limits(minimum, maximum, least, greatest, unit, false);
    }

    /** Returns limits for a strength measured in whole numbers. */
    static Limits whole(int minimum, int maximum, int least, int greatest, String unit) {
      return new Limits(minimum, maximum, least, greatest, unit, true);
    }

    /** Returns whether a single end of the range is acceptable. */
    boolean accepts(double value) {
      return value >= least && value <= greatest && (!whole || value == StrictMath.rint(value));
    }

    @Override
    public String toString() {
      String kind = whole ? "whole numbers " : "";
      return kind + number(least) + " .. " + number(greatest) + " (" + unit + ")";
    }

    private static String number(double value) {
      return value == StrictMath.rint(value) ? Long.toString((long) value) : Double.toString(value);
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

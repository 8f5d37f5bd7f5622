package io.headstart.metrics;

/**
 * Where the true share lies that a share of some images stands for, with 95 % confidence: the score
 * interval of Wilson (1927). It never leaves 0..1 and has a width at 0 and 1, unlike the share plus
 * and minus multiples of its standard error, which says nothing where images are few.
 *
 * @param low its lower end, 0..1
 * @param high its upper end, 0..1
 */
public record WilsonInterval(double low, double high) {
  /** The 97.5 % point of the standard normal distribution: 95 % lie within. */
  private static final double Z = 1.959963984540054;

  /**
   * Returns the interval of a share.
   *
   * @param share the share seen, 0..1
   * @param count of how many images; 0 gives 0..1
   */
  public static WilsonInterval of(double share, int count) {
    if (count == 0) {
      return new WilsonInterval(0, 1);
    }
    double z2 = Z * Z / count;
    double middle = share + z2 / 2;
    double reach = Z * Math.sqrt(share * (1 - share) / count + z2 / (4 * count));
    return new WilsonInterval(
        Math.max(0, (middle - reach) / (1 + z2)), Math.min(1, (middle + reach) / (1 + z2)));
  }
}

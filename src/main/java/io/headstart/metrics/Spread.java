package io.headstart.metrics;

import java.util.List;

/**
 * Several runs of the same thing.
 *
 * @param mean of the values
 * @param deviation sample standard deviation (divided by one less than the count); 0 for one value
 * @param count of the values
 */
public record Spread(double mean, double deviation, int count) {
  /**
   * Measures values.
   *
   * @param values one or more
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    int count = values.size();
    return new Spread(mean, count == 1 ? 0 : Math.sqrt(squares / (count - 1)), count);
  }
}

package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;

/** The learning-rate range test (Smith 2015). */
public record LrRangeSettings(
    @Setting(value = "The rate of the first update.", min = 0, above = true) double minimum,
    @Setting(value = "The rate of the last update.", min = 0, above = true) double maximum,
    @Setting(
            "linear: the same amount more with every update; exponential: the same factor, which"
                + " looks closer at small rates.")
        Growth growth,
    @Setting(value = "Epochs the test takes.", min = 1) int epochs,
    @Setting(value = "How often accuracy is measured on the way.", min = 10) int points) {

  /** How the rate rises. */
  public enum Growth {
    LINEAR,
    EXPONENTIAL
  }

  /** The rate must rise. */
  public LrRangeSettings {
    if (minimum >= maximum) {
      throw new InvalidSetting(
          "minimum", minimum + " with maximum " + maximum, "minimum < maximum");
    }
  }

  static LrRangeSettings defaults() {
    return new LrRangeSettings(1e-5, 1, Growth.EXPONENTIAL, 5, 100);
  }
}

package io.headstart.config;

import io.headstart.setting.Setting;

/** The comparison of analytic gradients with differences, by {@code gradcheck}. */
public record GradcheckSettings(
    @Setting(value = "Half the distance of a central difference.", min = 0, above = true)
        double step,
    @Setting(value = "Training images in the batch.", min = 1) int images,
    @Setting(value = "Parameters compared of each weight and bias, drawn by the seed.", min = 1)
        int parameters) {
  static GradcheckSettings defaults() {
    return new GradcheckSettings(1e-5, 20, 500);
  }
}

package io.headstart.config;

import io.headstart.setting.Setting;
import java.util.Optional;

/** What a head learns of its own certainty on the validation images, after it is trained. */
public record CalibrateSettings(
    @Setting(
            value =
                "Share of wrong answers wanted among the images that are answered: those less certain"
                    + " are unknown. null: no image is too uncertain.",
            min = 0,
            max = 1,
            above = true,
            below = true)
        Optional<Double> maxError,
    @Setting(
            value =
                "Share of validation images that may be called unknown for being unlike the training"
                    + " images, so that images of no class are. null: none is too novel.",
            min = 0,
            max = 1,
            above = true,
            below = true)
        Optional<Double> outliers) {
  static CalibrateSettings defaults() {
    return new CalibrateSettings(Optional.empty(), Optional.empty());
  }
}

package io.headstart.augment;

import io.headstart.Failure;
import io.headstart.config.AugmentSettings;
import io.headstart.config.AugmentSettings.Padding;
import java.util.Locale;

/** Where the operations are listed, and made from their settings. */
final class Operations {
  private Operations() {}

  /**
   * Makes an operation.
   *
   * @param given its settings; an end of the range that is not given is the operation's own
   * @param place where the settings stand, for example {@code augment.operations[0]}
   * @throws Failure (usage) when the range makes no sense for the operation
   */
  static Operation of(AugmentSettings.Operation given, String place) {
    Reading read = new Reading(given, place);
    Padding padding = given.padding();
    return switch (given.name()) {
      case RANDOM_CROP -> new RandomCrop(read.fromZero(RandomCrop.LIMITS), padding);
      case RESIZED_CROP -> new ResizedCrop(read.strength(ResizedCrop.LIMITS));
      case ROTATION -> new Rotation(read.strength(Rotation.LIMITS), padding);
      case CUTOUT -> new Cutout(read.strength(Cutout.LIMITS));
      case CONTRAST -> new Contrast(read.strength(Contrast.LIMITS));
      case BRIGHTNESS -> new Brightness(read.strength(Brightness.LIMITS));
      case HORIZONTAL_FLIP -> read.plain(new HorizontalFlip());
      case VERTICAL_FLIP -> read.plain(new VerticalFlip());
      case PIXEL_SCALE -> new PixelScale(read.strength(PixelScale.LIMITS));
      case TRANSLATION -> new Translation(read.strength(Translation.LIMITS), padding);
      case GAUSSIAN_NOISE -> new GaussianNoise(read.strength(GaussianNoise.LIMITS));
      case COLOR_JITTER -> new ColorJitter(read.strength(ColorJitter.LIMITS));
      case GRAY -> read.plain(new Gray());
    };
  }

  /** Returns the YAML spelling of an operation's name. */
  static String text(AugmentSettings.Name name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Resolves and checks the range of one operation. */
  private record Reading(AugmentSettings.Operation given, String place) {

    Strength strength(Strength.Limits limits) {
      double minimum = given.minimum().orElse(limits.minimum());
      double maximum = given.maximum().orElse(limits.maximum());
      check("minimum", minimum, limits);
      check("maximum", maximum, limits);
      if (minimum > maximum) {
        String missing = given.minimum().isPresent() ? "maximum" : "minimum";
        throw wrong(missing)
            .received("minimum %s, maximum %s (%s is the default)", minimum, maximum, missing)
            .accepted("minimum <= maximum")
            .next("give %s as well, at %s", missing, place)
            .build();
      }
      return new Strength(minimum, maximum);
    }

    Strength fromZero(Strength.Limits limits) {
      if (given.minimum().orElse(0.0) != 0) {
        throw wrong("minimum")
            .received("%s", given.minimum().get())
            .accepted("0, or none")
            .next("remove minimum at %s; maximum is %s", place, limits.unit())
            .build();
      }
      return strength(limits);
    }

    Operation plain(Operation operation) {
      if (given.minimum().isPresent() || given.maximum().isPresent()) {
        String key = given.minimum().isPresent() ? "minimum" : "maximum";
        throw wrong(key)
            .received("%s", given.minimum().or(given::maximum).get())
            .accepted("neither minimum nor maximum: this operation has no strength")
            .next("remove them at %s", place)
            .build();
      }
      return operation;
    }

    private void check(String key, double value, Strength.Limits limits) {
      if (!limits.accepts(value)) {
        throw wrong(key)
            .received("%s", value)
            .accepted("%s", limits)
            .next("change %s at %s", key, place)
            .build();
      }
    }

    private Failure.Builder wrong(String key) {
      return Failure.usage("%s: wrong %s for %s", place, key, text(given.name()));
    }
  }
}

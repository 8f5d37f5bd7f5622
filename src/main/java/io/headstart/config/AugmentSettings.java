package io.headstart.config;

import java.util.List;
import java.util.Optional;

/** Augmented copies of the training images, and what is averaged at test time. */
public record AugmentSettings(
    @Setting(
            value = "Augmented copies of each training image; each copy's features are kept.",
            min = 0,
            max = 1000)
        int copies,
    @Setting(
            "all: every operation in order, each by its probability; one-of: one is drawn, each equally"
                + " likely, and applied by its probability.")
        Mode mode,
    @Setting("The operations, e.g. [{name: horizontal-flip, probability: 0.5}].")
        List<Operation> operations,
    @Setting(
            "What trains: original; augmented: the copies alone; both: all of them, every epoch;"
                + " draw: one of original and copies for each image and epoch.")
        TrainOn trainOn,
    @Setting(
            "Views averaged in validation and test, each a list of operations; [] for the image"
                + " alone. E.g. [[], [{name: horizontal-flip}]].")
        List<List<Operation>> views) {

  /** How the operations are combined. */
  public enum Mode {
    ALL,
    ONE_OF
  }

  /** Which features train the head. */
  public enum TrainOn {
    ORIGINAL,
    AUGMENTED,
    BOTH,
    DRAW
  }

  /** The known operations. */
  public enum Name {
    RANDOM_CROP,
    RESIZED_CROP,
    ROTATION,
    CUTOUT,
    CONTRAST,
    BRIGHTNESS,
    HORIZONTAL_FLIP,
    VERTICAL_FLIP,
    PIXEL_SCALE,
    TRANSLATION,
    GAUSSIAN_NOISE,
    COLOR_JITTER,
    GRAY
  }

  /** How pixels outside the image are filled. */
  public enum Padding {
    ZERO,
    REFLECT,
    EDGE
  }

  /**
   * One operation. The strength is drawn uniformly from {@code minimum .. maximum}, whose meaning
   * depends on the operation (see {@code config/reference.yaml}).
   */
  public record Operation(
      @Setting(value = "Which operation; its name alone takes the other defaults.", required = true)
          Name name,
      @Setting(value = "How often it is applied.", min = 0, max = 1) double probability,
      @Setting(
              "Least strength; null takes the operation's own, given here. random-crop: 0, always;"
                  + " translation: pixels down and right, whole, -4; resized-crop: side of the crop"
                  + " as a share, 0.6; rotation: degrees counterclockwise, -15; cutout: side of the"
                  + " gray hole as a share, 0.5; contrast, brightness, color-jitter: factor, 0.6;"
                  + " pixel-scale: factor, 0.9; gaussian-noise: deviation in 0..255, 0; the flips"
                  + " and gray have none.")
          Optional<Double> minimum,
      @Setting(
              "Greatest strength, as for minimum. random-crop: pixels padded on each side, 4;"
                  + " translation: 4; resized-crop: 1; rotation: 15; cutout: 0.5; contrast,"
                  + " brightness, color-jitter: 1.4; pixel-scale: 1.1; gaussian-noise: 10.")
          Optional<Double> maximum,
      @Setting("What lies outside the image: random-crop, rotation, translation.")
          Padding padding) {
    static Operation defaults() {
      return new Operation(
          Name.HORIZONTAL_FLIP, 1, Optional.empty(), Optional.empty(), Padding.REFLECT);
    }

    /** The range must not be upside down. */
    public Operation {
      if (minimum.isPresent() && maximum.isPresent() && minimum.get() > maximum.get()) {
        throw new InvalidSetting(
            "minimum", minimum.get() + " above maximum " + maximum.get(), "minimum <= maximum");
      }
    }
  }

  /** Copies need operations, and training on copies needs copies. */
  public AugmentSettings {
    if (copies > 0 && operations.isEmpty()) {
      throw new InvalidSetting("operations", "none with copies: " + copies, "at least one");
    }
    if (copies == 0 && trainOn != TrainOn.ORIGINAL) {
      throw new InvalidSetting(
          "train-on", Shape.kebab(trainOn) + " with copies: 0", "original, or copies of 1 or more");
    }
  }

  static AugmentSettings defaults() {
    return new AugmentSettings(0, Mode.ALL, List.of(), TrainOn.ORIGINAL, List.of());
  }
}

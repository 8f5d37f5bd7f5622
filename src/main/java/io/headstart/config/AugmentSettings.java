package io.headstart.config;

import io.headstart.operation.Operation;
import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;
import java.util.List;

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

  /** Returns these without test-time views. */
  public AugmentSettings withoutViews() {
    return new AugmentSettings(copies, mode, operations, trainOn, List.of());
  }

  static AugmentSettings defaults() {
    return new AugmentSettings(0, Mode.ALL, List.of(), TrainOn.ORIGINAL, List.of());
  }
}

package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;

/** Everything a run is told: one record for each stage of the pipeline. */
public record Settings(
    @Setting("Every random choice of the run derives from this number.") long seed,
    @Setting(
            value =
                "Where the work is done: auto takes a usable GPU and the CPU otherwise. With auto"
                    + " and cuda all GPUs extract features and the first trains; cuda:N is that"
                    + " one only.",
            pattern = "auto|cpu|cuda(:\\d+)?",
            accepted = "auto, cpu, cuda or cuda:N")
        String device,
    @Setting("Where the images come from and how they are split.") DataSettings data,
    @Setting("How images become features.") FeatureSettings features,
    @Setting("Augmented copies of the training images.") AugmentSettings augment,
    @Setting("The classifier head.") ModelSettings model,
    @Setting("How the head is trained.") TrainSettings train,
    @Setting(
            "Whether simple classifiers are evaluated beside the head, on the same features: the"
                + " majority class, the nearest class mean, 20 nearest neighbours, softmax"
                + " regression.")
        boolean baselines,
    @Setting(
            "Whether probabilities are calibrated on the validation images, and which images are"
                + " answered unknown; null: neither.")
        Optional<CalibrateSettings> calibrate,
    @Setting("Where results are kept.") CheckpointSettings checkpoint,
    @Setting("Where runs are shown beside their own files, while they train.") TrackSettings track,
    @Setting("Where features are kept.") StoreSettings store,
    @Setting("What gradcheck compares.") GradcheckSettings gradcheck,
    @Setting("What search tries.") SearchSettings search,
    @Setting("The learning-rate range test of lr-range.") LrRangeSettings lrRange) {

  /** Stopping early and calibration need images to validate on; each fold has its own. */
  public Settings {
    if (train.earlyStopping().isPresent()
        && data.split().validation().isNone()
        && data.split().folds().isEmpty()) {
      throw new InvalidSetting(
          "train", "early-stopping with data.split.validation: 0", "validation images");
    }
    if (calibrate.isPresent()
        && data.split().validation().isNone()
        && data.split().folds().isEmpty()) {
      throw new InvalidSetting(
          "calibrate", "a map with data.split.validation: 0", "validation images, or null");
    }
  }

  /** Returns the seed of the head's first weights, order of images and dropout. */
  public long headSeed() {
    return train.seed().orElse(seed);
  }

  /** Returns these settings with or without simple classifiers beside the head. */
  public Settings withBaselines(boolean value) {
    return RecordCopy.with(this, "baselines", value);
  }

  /** Returns these settings with other images, or the same split otherwise. */
  public Settings withData(DataSettings value) {
    return RecordCopy.with(this, "data", value);
  }

  /** Returns these settings with other ones of the features. */
  public Settings withFeatures(FeatureSettings value) {
    return RecordCopy.with(this, "features", value);
  }

  /** Returns these settings with another head. */
  public Settings withModel(ModelSettings value) {
    return RecordCopy.with(this, "model", value);
  }

  /** Returns these settings with another training of the head. */
  public Settings withTrain(TrainSettings value) {
    return RecordCopy.with(this, "train", value);
  }

  /** Returns these settings with another calibration. */
  public Settings withCalibrate(Optional<CalibrateSettings> value) {
    return RecordCopy.with(this, "calibrate", value);
  }

  /** Returns these settings with another place for results. */
  public Settings withCheckpoint(CheckpointSettings value) {
    return RecordCopy.with(this, "checkpoint", value);
  }

  /** Returns these settings shown elsewhere. */
  public Settings withTrack(TrackSettings value) {
    return RecordCopy.with(this, "track", value);
  }

  /** Returns these settings with features kept elsewhere. */
  public Settings withStore(StoreSettings value) {
    return RecordCopy.with(this, "store", value);
  }

  /**
   * Returns these settings shown nowhere else, with features kept where they are by default: what
   * decides the results of a run.
   */
  public Settings decisive() {
    return withTrack(TrackSettings.defaults()).withStore(StoreSettings.defaults());
  }

  /** Returns these settings with another search. */
  public Settings withSearch(SearchSettings value) {
    return RecordCopy.with(this, "search", value);
  }

  /**
   * Returns these settings with other values of some keys.
   *
   * @param name how the changes are called in messages, e.g. {@code trial 3}
   * @param overrides {@code key.path=value}, the value as in YAML; all are applied at once. Where
   *     one of them chooses another optimizer or schedule, keys that both have keep a value that is
   *     not the default
   * @throws io.headstart.Failure if any of them is wrong, or they do not go together with the rest
   */
  public Settings with(String name, List<String> overrides) {
    return SettingsReader.change(this, name, overrides);
  }

  /** Returns the settings of an empty configuration file. */
  public static Settings defaults() {
    return new Settings(
        0,
        "auto",
        DataSettings.defaults(),
        FeatureSettings.defaults(),
        AugmentSettings.defaults(),
        ModelSettings.defaults(),
        TrainSettings.defaults(),
        true,
        Optional.empty(),
        CheckpointSettings.defaults(),
        TrackSettings.defaults(),
        StoreSettings.defaults(),
        GradcheckSettings.defaults(),
        SearchSettings.defaults(),
        LrRangeSettings.defaults());
  }
}

package io.headstart.config;

import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;

/** Where the images come from and how they are split. */
public record DataSettings(
    @Setting(
            "cifar10: the official binary files; folder: one sub-folder a class; synthetic: drawn"
                + " by the program.")
        Source source,
    @Setting(
            "cifar10: the folder with data_batch_1.bin ..., or the official tar.gz; null takes"
                + " DJL's cache and downloads what is missing. folder: the folder.")
        Optional<String> path,
    @Setting(
            value = "folder only: images are resized to this many pixels a side when read.",
            min = 8,
            max = 1024)
        int imageSize,
    @Setting(
            value = "folder only: this many broken images are skipped; one more fails the run.",
            min = 0)
        int maxBroken,
    @Setting(
            "cifar10 only: whether a file of 10,000 images may have other bytes than the official"
                + " one.")
        boolean unofficial,
    @Setting("synthetic only: what is drawn.") Synthetic synthetic,
    @Setting("Which images train, validate and test.") Split split) {

  /** The kinds of image source. */
  public enum Source {
    CIFAR10,
    FOLDER,
    SYNTHETIC
  }

  /** The size of the synthetic set. */
  public record Synthetic(
      @Setting(value = "Training images drawn.", min = 10, max = 10_000_000) int train,
      @Setting(value = "Test images drawn.", min = 10, max = 10_000_000) int test) {
    static Synthetic defaults() {
      return new Synthetic(4000, 1000);
    }
  }

  /**
   * Which images train, validate and test. Each entry of a list names a part of the source ({@code
   * data_batch_1}), all training parts ({@code train}) or all test parts ({@code test}), optionally
   * followed by an index range: {@code train[0:49000]}.
   */
  public record Split(
      @Setting(
              "Parts that train, e.g. [train], [data_batch_1, data_batch_2], [\"train[0:49000]\"].")
          List<String> train,
      @Setting(
              value =
                  "Parts that validate, as for train; or a count or a share of the training images,"
                      + " drawn by the seed, the same share of every class; 0 for none.",
              accepted = "a list of parts, a count such as 5000, or a share such as 0.1")
          Validation validation,
      @Setting("Parts that test; [] for none.") List<String> test) {
    static Split defaults() {
      return new Split(List.of("train"), Validation.share(0.1), List.of("test"));
    }
  }

  /**
   * Validation images: named parts, or a share or count taken from the training images.
   *
   * @param parts named parts; empty when taken from the training images
   * @param amount a count (1 or more) or a share (below 1) of the training images; 0 with parts or
   *     for none
   */
  public record Validation(List<String> parts, double amount) {
    /** A share (below 1) or a count (whole, 1 or more) of the training images. */
    public static Validation share(double amount) {
      return new Validation(List.of(), amount);
    }

    /** Named parts. */
    public static Validation of(List<String> parts) {
      return new Validation(List.copyOf(parts), 0);
    }

    /** Returns whether no images validate. */
    public boolean isNone() {
      return parts.isEmpty() && amount == 0;
    }
  }

  /** Returns these settings with another number of broken images that are skipped. */
  public DataSettings withMaxBroken(int value) {
    return RecordCopy.with(this, "maxBroken", value);
  }

  static DataSettings defaults() {
    return new DataSettings(
        Source.CIFAR10, Optional.empty(), 224, 0, false, Synthetic.defaults(), Split.defaults());
  }
}

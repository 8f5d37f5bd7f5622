package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Where the images come from and how they are split. */
public record DataSettings(
    @Setting(
            "cifar10: the official binary files; folder: anyone's images, see data.path; synthetic:"
                + " drawn by the program.")
        Source source,
    @Setting(
            "cifar10: the folder with data_batch_1.bin ..., or the official tar.gz; null takes"
                + " DJL's cache and downloads what is missing. folder: a folder with one sub-folder"
                + " a class, or with train/, val/ and test/; a list of path and label (.csv, .tsv,"
                + " .jsonl); or a zip, tar or tar.gz of either, read in place; under spark-submit"
                + " also with a Hadoop address such as hdfs://HOST/PATH or s3a://BUCKET/PATH.")
        Optional<String> path,
    @Setting(
            value = "folder only: images are resized to this many pixels a side when read.",
            min = 8,
            max = 1024)
        int imageSize,
    @Setting(
            "folder only: how images become squares. crop: the shorter side to 256/224 of image-size,"
                + " then the middle; pad: the longer side to image-size, black around it; stretch:"
                + " both sides to image-size, as version 0.1.0 did.")
        Resize resize,
    @Setting(
            value = "folder only: this many broken images are skipped; one more fails the run.",
            min = 0)
        int maxBroken,
    @Setting(
            "Images that no split takes: their names, as health lists them (for files the path"
                + " relative to data.path), or text files (.txt) with one name a line, themselves"
                + " named from the working directory.")
        List<String> exclude,
    @Setting(
            "cifar10 only: whether a file of 10,000 images may have other bytes than the official"
                + " one.")
        boolean unofficial,
    @Setting("synthetic only: what is drawn.") Synthetic synthetic,
    @Setting("Which images train, validate and test.") Split split) {

  private static final String AUTO = "auto";
  private static final String AMOUNT = "\\d+(\\.\\d+)?|\\.\\d+";

  /** What is secret in an address is not kept, so that it is written nowhere. */
  public DataSettings {
    path = path.map(Address::withoutSecrets);
  }

  /** The kinds of image source. */
  public enum Source {
    CIFAR10,
    FOLDER,
    SYNTHETIC
  }

  /** How images of any shape become squares. */
  public enum Resize {
    CROP,
    PAD,
    STRETCH
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
                      + " drawn by the seed, the same share of every class; 0 for none. auto: the"
                      + " source's own validation images, such as those in val/; where it has none,"
                      + " 0.1.",
              accepted = "auto, a list of parts, a count such as 5000, or a share such as 0.1")
          Validation validation,
      @Setting(
              "Parts that test, or a count or a share of the training images, such as [\"0.2\"]; []"
                  + " for none. auto: the source's own test images, where it has some.")
          List<String> test,
      @Setting(
              "folder only. Images of one group, such as one person's, are never on two sides of the"
                  + " split: a column of the list, or a regular expression with one capture group"
                  + " over the image's path; null takes the column group where a list has it.")
          Optional<String> group,
      @Setting(
              value =
                  "Cuts the training images into so many folds: train makes a head for each, that"
                      + " trains on the others and validates on it; data.split.validation has no"
                      + " effect then.",
              min = 2,
              max = 100)
          Optional<Integer> folds,
      @Setting(
              value = "The only one of the folds to train, 1 for the first; null for all.",
              min = 1,
              max = 100)
          Optional<Integer> fold) {
    /** The fold is one of the folds. */
    public Split {
      if (fold.isPresent() && folds.isEmpty()) {
        throw new InvalidSetting("fold", fold.get() + " without folds", "null, or folds as well");
      }
      if (fold.isPresent() && fold.get() > folds.get()) {
        throw new InvalidSetting(
            "fold", fold.get() + " of " + folds.get() + " folds", "1 to " + folds.get());
      }
    }

    /** A split without groups and folds. */
    public Split(List<String> train, Validation validation, List<String> test) {
      this(train, validation, test, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Split defaults() {
      return new Split(List.of("train"), Validation.AUTO, List.of(AUTO));
    }

    /** Returns whether the source decides which images test. */
    public boolean testIsAuto() {
      return test.equals(List.of(AUTO));
    }

    /** Returns the share or count of the training images that test, where the settings name one. */
    public OptionalDouble drawnTest() {
      return drawn(test);
    }

    /** Returns the column of a list that has the groups, where the settings name one. */
    public Optional<String> groupColumn() {
      return group.filter(text -> text.indexOf('(') < 0);
    }

    /** Returns the regular expression that takes the group from an image's path. */
    public Optional<String> groupPattern() {
      return group.filter(text -> text.indexOf('(') >= 0);
    }

    /** Returns whether no images validate. */
    public boolean validatesNone() {
      return folds.isPresent() ? fold.isEmpty() : validation.isNone();
    }

    /** Returns the same split where all that trained or validated trains. */
    public Split withoutValidation() {
      Split one =
          RecordCopy.with(
              RecordCopy.with(this, "fold", Optional.empty()), "folds", Optional.empty());
      return RecordCopy.with(one, "validation", Validation.share(0));
    }

    /** Returns the same split with one of its folds. */
    public Split withFold(int value) {
      return RecordCopy.with(this, "fold", Optional.of(value));
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
    /** The source's own, or else a tenth of the training images. */
    public static final Validation AUTO = new Validation(List.of(DataSettings.AUTO), 0);

    /** A share (below 1) or a count (whole, 1 or more) of the training images. */
    public static Validation share(double amount) {
      return new Validation(List.of(), amount);
    }

    /** Named parts; a single number among quotes is a share or a count, as it is for tests. */
    public static Validation of(List<String> parts) {
      OptionalDouble amount = drawn(parts);
      return amount.isPresent()
          ? share(amount.getAsDouble())
          : new Validation(List.copyOf(parts), 0);
    }

    /** Returns whether the source decides. */
    public boolean isAuto() {
      return equals(AUTO);
    }

    /** Returns whether no images validate. */
    public boolean isNone() {
      return parts.isEmpty() && amount == 0;
    }
  }

  /** Returns the number that stands alone in the place of parts. */
  private static OptionalDouble drawn(List<String> parts) {
    String only = parts.size() == 1 ? parts.get(0).strip() : "";
    return only.matches(AMOUNT)
        ? OptionalDouble.of(Double.parseDouble(only))
        : OptionalDouble.empty();
  }

  /** Returns these settings with another place. */
  public DataSettings at(Optional<String> place) {
    return RecordCopy.with(this, "path", place);
  }

  /** Returns these settings with nothing excluded. */
  public DataSettings withAll() {
    return RecordCopy.with(this, "exclude", List.of());
  }

  /** Returns the same images, split otherwise. */
  public DataSettings withSplit(Split value) {
    return RecordCopy.with(this, "split", value);
  }

  /** Returns these settings with another number of broken images that are skipped. */
  public DataSettings withMaxBroken(int value) {
    return RecordCopy.with(this, "maxBroken", value);
  }

  static DataSettings defaults() {
    return new DataSettings(
        Source.CIFAR10,
        Optional.empty(),
        224,
        Resize.CROP,
        0,
        List.of(),
        false,
        Synthetic.defaults(),
        Split.defaults());
  }
}

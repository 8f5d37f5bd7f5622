package io.headstart.metrics;

/**
 * One figure of merit of a classifier on a set of images: a class of its own, listed in {@link
 * Metrics}.
 */
public interface Metric {
  /** How a value is to be read, written and judged. */
  enum Kind {
    /** The share of the images that fulfil something, 0..1; more is better. */
    PROPORTION,
    /** Another fraction, 0..1, such as a mean over classes; more is better. */
    SCORE,
    /** Nats an image, from 0; less is better. */
    LOSS
  }

  /**
   * Returns its name in files, for example {@code top-5-accuracy}: the key in JSON and in columns.
   */
  String name();

  /** Returns its name for people, for example {@code top-5 accuracy}. */
  default String label() {
    return name().replace('-', ' ');
  }

  /** Returns how its values are to be read. */
  Kind kind();

  /**
   * Returns whether it tells right from wrong answers: with few classes some metrics are always 1.
   *
   * @param classes how many there are
   */
  default boolean tells(int classes) {
    return true;
  }

  /** Returns its value; 0 without images. */
  double of(Evaluation evaluation);
}

package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Variant;
import io.headstart.setting.Variants;

/**
 * One named change of an image that keeps its size, with its settings.
 *
 * <p>An operation is immutable, works on images of every size from 1x1 up, and gives the same bits
 * on every machine: its numbers come from the stream alone, and where transcendental functions
 * decide pixels they are {@link StrictMath}'s. Where it has a strength, that is drawn uniformly
 * from {@code minimum .. maximum}.
 */
@Variants(
    key = "name",
    value =
        "Which operation; its name alone takes the defaults of its keys. A strength is drawn"
            + " evenly between minimum and maximum, whose meaning depends on the operation.")
public sealed interface Operation
    permits RandomCrop,
        ResizedCrop,
        Rotation,
        Cutout,
        Contrast,
        Brightness,
        HorizontalFlip,
        VerticalFlip,
        PixelScale,
        Translation,
        GaussianNoise,
        ColorJitter,
        Gray {
  /** Changes the image in place. */
  void apply(Frame frame, RandomStream random);

  /** Returns its name in YAML spelling. */
  default String name() {
    return getClass().getAnnotation(Variant.class).name();
  }

  /** Returns how often it is applied, 0 .. 1. */
  double probability();

  /** Returns the same operation, always applied. */
  default Operation always() {
    return (Operation) RecordCopy.with((Record) this, "probability", 1.0);
  }

  /**
   * Returns name, version and all parameters, for example {@code rotation/1 degrees=-15.0..15.0
   * padding=reflect}. The text is part of cache keys: whoever changes the pixels an operation gives
   * must raise its version.
   */
  String describe();
}

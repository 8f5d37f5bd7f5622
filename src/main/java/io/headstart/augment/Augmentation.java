package io.headstart.augment;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings;
import io.headstart.config.AugmentSettings.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Operations combined: all in their order, each by its probability; or one of them, each equally
 * likely, and that one by its probability.
 *
 * <p>Immutable and safe to use from several threads. What comes out depends on the image, the
 * stream and {@link #describe()} alone.
 */
public final class Augmentation {
  /** Working memory; one image's worth a thread. */
  private static final ThreadLocal<Frame> FRAME = ThreadLocal.withInitial(Frame::new);

  private record Step(Operation operation, double probability) {
    void apply(Frame frame, RandomStream random) {
      if (random.chance(probability)) {
        operation.apply(frame, random);
      }
    }

    String describe() {
      return operation.describe() + " probability=" + probability;
    }
  }

  private final Mode mode;
  private final List<Step> steps;

  private Augmentation(Mode mode, List<AugmentSettings.Operation> operations, String place) {
    this.mode = mode;
    List<Step> made = new ArrayList<>();
    for (AugmentSettings.Operation given : operations) {
      Operation operation = Operations.of(given, place + "[" + made.size() + "]");
      made.add(new Step(operation, given.probability()));
    }
    steps = List.copyOf(made);
  }

  /**
   * Makes the augmentation that training copies get.
   *
   * @throws io.headstart.Failure (usage) when a range makes no sense for its operation
   */
  public static Augmentation of(AugmentSettings settings) {
    return new Augmentation(settings.mode(), settings.operations(), "augment.operations");
  }

  /**
   * Makes the augmentations of the test-time views, in their order: each applies all its operations
   * by their probabilities. A view is fixed when nothing is left to draw: probability 1 and, where
   * there is a strength, minimum = maximum.
   *
   * @throws io.headstart.Failure (usage) when a range makes no sense for its operation
   */
  public static List<Augmentation> views(AugmentSettings settings) {
    List<Augmentation> views = new ArrayList<>();
    for (List<AugmentSettings.Operation> view : settings.views()) {
      views.add(new Augmentation(Mode.ALL, view, "augment.views[" + views.size() + "]"));
    }
    return views;
  }

  /** Makes an augmentation that always applies one operation, to show it. */
  static Augmentation always(AugmentSettings.Operation given, String place) {
    AugmentSettings.Operation certain =
        new AugmentSettings.Operation(
            given.name(), 1, given.minimum(), given.maximum(), given.padding());
    return new Augmentation(Mode.ALL, List.of(certain), place);
  }

  /** Returns whether there are no operations, so that every image stays as it is. */
  public boolean isIdentity() {
    return steps.isEmpty();
  }

  /**
   * Changes an image in place.
   *
   * @param pixels uint8 RGB [height, width, 3]
   * @param random decides everything drawn
   */
  public void apply(byte[] pixels, int height, int width, RandomStream random) {
    apply(pixels, 0, height, width, random);
  }

  /**
   * Changes an image in place, within a larger array.
   *
   * @param pixels holds uint8 RGB [height, width, 3]
   * @param offset where it starts
   * @param random decides everything drawn
   */
  public void apply(byte[] pixels, int offset, int height, int width, RandomStream random) {
    if (isIdentity()) {
      return;
    }
    Frame frame = FRAME.get();
    frame.load(pixels, offset, height, width);
    if (mode == Mode.ONE_OF) {
      steps.get(random.nextInt(steps.size())).apply(frame, random);
    } else {
      for (Step step : steps) {
        step.apply(frame, random);
      }
    }
    frame.store(pixels, offset);
  }

  /**
   * Returns the canonical text of all that decides the pixels, for cache keys: the mode, and each
   * operation with its version and resolved parameters.
   */
  public String describe() {
    return steps.stream()
        .map(Step::describe)
        .collect(Collectors.joining("; ", mode == Mode.ONE_OF ? "one-of[" : "all[", "]"));
  }
}

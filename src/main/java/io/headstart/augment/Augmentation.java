package io.headstart.augment;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings;
import io.headstart.config.AugmentSettings.Mode;
import io.headstart.operation.Frame;
import io.headstart.operation.Operation;
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

  private final Mode mode;
  private final List<Operation> operations;

  private Augmentation(Mode mode, List<Operation> operations) {
    this.mode = mode;
    this.operations = List.copyOf(operations);
  }

  /** Makes the augmentation that training copies get. */
  public static Augmentation of(AugmentSettings settings) {
    return new Augmentation(settings.mode(), settings.operations());
  }

  /**
   * Makes the augmentations of the test-time views, in their order: each applies all its operations
   * by their probabilities. A view is fixed when nothing is left to draw: probability 1 and, where
   * there is a strength, minimum = maximum.
   */
  public static List<Augmentation> views(AugmentSettings settings) {
    return settings.views().stream().map(view -> new Augmentation(Mode.ALL, view)).toList();
  }

  /** Makes an augmentation that always applies one operation, to show it. */
  static Augmentation always(Operation operation) {
    return new Augmentation(Mode.ALL, List.of(operation.always()));
  }

  /** Returns whether there are no operations, so that every image stays as it is. */
  public boolean isIdentity() {
    return operations.isEmpty();
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
      apply(operations.get(random.nextInt(operations.size())), frame, random);
    } else {
      for (Operation operation : operations) {
        apply(operation, frame, random);
      }
    }
    frame.store(pixels, offset);
  }

  private static void apply(Operation operation, Frame frame, RandomStream random) {
    if (random.chance(operation.probability())) {
      operation.apply(frame, random);
    }
  }

  /**
   * Returns the canonical text of all that decides the pixels, for cache keys: the mode, and each
   * operation with its version and resolved parameters.
   */
  public String describe() {
    return operations.stream()
        .map(operation -> operation.describe() + " probability=" + operation.probability())
        .collect(Collectors.joining("; ", mode == Mode.ONE_OF ? "one-of[" : "all[", "]"));
  }
}

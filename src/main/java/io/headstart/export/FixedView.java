package io.headstart.export;

import io.headstart.Failure;
import io.headstart.RandomStream;
import io.headstart.operation.Brightness;
import io.headstart.operation.Frame;
import io.headstart.operation.HorizontalFlip;
import io.headstart.operation.Operation;
import io.headstart.operation.PixelScale;
import io.headstart.operation.Translation;
import io.headstart.operation.VerticalFlip;
import java.util.ArrayList;
import java.util.List;

/**
 * A test-time view in which nothing is drawn by chance: pixels moved, or values replaced, one step
 * after the other. What an operation does is found out by applying it: to an image that has the
 * number of each pixel as its color, or all values beside each other.
 */
public record FixedView(List<Step> steps) {
  /** One change of a square. */
  public sealed interface Step permits Move, Table {}

  /**
   * Pixels moved.
   *
   * @param sources the pixel that is seen at each place: [side * side]
   * @param shown 1, or 0 where nothing is seen
   */
  public record Move(long[] sources, float[] shown) implements Step {}

  /** Values replaced: 256 of them. */
  public record Table(float[] values) implements Step {}

  /** Copies the list. */
  public FixedView {
    steps = List.copyOf(steps);
  }

  /**
   * Makes views of a checkpoint's.
   *
   * @param views lists of operations; none for the image alone
   * @param side pixels a side of the square
   * @throws Failure (usage) when something in them is drawn by chance, or mixes pixels
   */
  public static List<FixedView> of(List<List<Operation>> views, int side) {
    List<FixedView> fixed = new ArrayList<>();
    for (List<Operation> view : views) {
      List<Step> steps = new ArrayList<>();
      for (Operation operation : view) {
        if (operation.probability() > 0) {
          steps.add(step(operation, side, fixed.size() + 1));
        }
      }
      fixed.add(new FixedView(steps));
    }
    return fixed.isEmpty() ? List.of(new FixedView(List.of())) : fixed;
  }

  private static Step step(Operation operation, int side, int number) {
    boolean moves =
        operation instanceof HorizontalFlip
            || operation instanceof VerticalFlip
            || (operation instanceof Translation t && t.minimum() == t.maximum());
    boolean replaces =
        (operation instanceof Brightness b && b.minimum() == b.maximum())
            || (operation instanceof PixelScale s && s.minimum() == s.maximum());
    if (operation.probability() < 1 || !(moves || replaces)) {
      throw Failure.usage("the checkpoint's test-time views cannot be in a file")
          .received("augment.views, view %d: %s", number, operation)
          .accepted(
              "horizontal-flip, vertical-flip; translation, brightness and pixel-scale with minimum"
                  + " = maximum; each with probability 1")
          .next(
              "add --without-views: the file then answers for the image alone, which is not what"
                  + " `predict` answers")
          .build();
    }
    return moves ? move(operation, side) : table(operation);
  }

  private static Move move(Operation operation, int side) {
    byte[] numbers = new byte[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      // From 1 on: 0 is what lies outside.
      for (int c = 0; c < 3; c++) {
        numbers[3 * i + c] = (byte) ((i + 1) >>> (Byte.SIZE * c));
      }
    }
    byte[] moved = apply(operation, numbers, side, side);
    long[] sources = new long[side * side];
    float[] shown = new float[side * side];
    for (int i = 0; i < sources.length; i++) {
      int number = 0;
      for (int c = 0; c < 3; c++) {
        number |= (moved[3 * i + c] & 0xff) << (Byte.SIZE * c);
      }
      sources[i] = Math.max(0, number - 1);
      shown[i] = number > 0 ? 1 : 0;
    }
    return new Move(sources, shown);
  }

  private static Table table(Operation operation) {
    byte[] ramp = new byte[3 * 256];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (i / 3);
    }
    byte[] replaced = apply(operation, ramp, 16, 16);
    float[] values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = replaced[3 * i] & 0xff;
    }
    return new Table(values);
  }

  private static byte[] apply(Operation operation, byte[] pixels, int height, int width) {
    Frame frame = new Frame();
    frame.load(pixels, 0, height, width);
    operation.apply(frame, RandomStream.of(0, "a fixed view"));
    frame.store(pixels, 0);
    return pixels;
  }
}

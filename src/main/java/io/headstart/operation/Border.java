package io.headstart.operation;

import java.util.Locale;

/** What lies outside an image. */
final class Border {
  /** Stands for a pixel that is black because it lies outside. */
  static final int OUTSIDE = -1;

  private Border() {}

  /**
   * Returns the index inside an axis that stands for any index on it.
   *
   * <p>{@code REFLECT} mirrors at the middle of the outermost pixel, which is not repeated (NumPy's
   * and PyTorch's {@code reflect}), as often as needed; an axis of one pixel repeats it.
   *
   * @return 0 .. size - 1, or {@link #OUTSIDE} for {@code ZERO}
   */
  static int index(Padding padding, int index, int size) {
    if (index >= 0 && index < size) {
      return index;
    }
    return switch (padding) {
      case ZERO -> OUTSIDE;
      case EDGE -> index < 0 ? 0 : size - 1;
      case REFLECT -> {
        if (size == 1) {
          yield 0;
        }
        int period = 2 * (size - 1);
        int folded = Math.floorMod(index, period);
        yield folded < size ? folded : period - folded;
      }
    };
  }

  /**
   * Draws the image shifted by whole pixels.
   *
   * @param down how far the content moves down; negative moves it up
   * @param right how far it moves to the right
   */
  static void shift(Frame frame, int down, int right, Padding padding) {
    if (down == 0 && right == 0) {
      return;
    }
    byte[] source = frame.pixels();
    byte[] target = frame.spare();
    int width = frame.width();
    int to = 0;
    for (int y = 0; y < frame.height(); y++) {
      int row = index(padding, y - down, frame.height());
      for (int x = 0; x < width; x++, to += 3) {
        int column = index(padding, x - right, width);
        boolean outside = row == OUTSIDE || column == OUTSIDE;
        int from = (row * width + column) * 3;
        target[to] = outside ? 0 : source[from];
        target[to + 1] = outside ? 0 : source[from + 1];
        target[to + 2] = outside ? 0 : source[from + 2];
      }
    }
    frame.swap();
  }

  /** Returns the YAML spelling. */
  static String text(Padding padding) {
    return padding.name().toLowerCase(Locale.ROOT);
  }
}

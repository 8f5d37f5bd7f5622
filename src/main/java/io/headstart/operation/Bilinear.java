package io.headstart.operation;

/** Reads an image between its pixels; pixel (y, x) has its centre at exactly (y, x). */
final class Bilinear {
  private Bilinear() {}

  /**
   * Writes the three values at a point to {@code target[to .. to + 2]}.
   *
   * @param y where to read, in pixels from the centre of the first row; may lie outside
   * @param x likewise from the first column
   */
  static void sample(Frame frame, double y, double x, Padding padding, byte[] target, int to) {
    int height = frame.height();
    int width = frame.width();
    double floorY = StrictMath.floor(y);
    double floorX = StrictMath.floor(x);
    int row0 = Border.index(padding, (int) floorY, height);
    int row1 = Border.index(padding, (int) floorY + 1, height);
    int column0 = Border.index(padding, (int) floorX, width);
    int column1 = Border.index(padding, (int) floorX + 1, width);
    mix(frame, row0, row1, column0, column1, y - floorY, x - floorX, target, to);
  }

  /**
   * Mixes four pixels.
   *
   * @param down weight of {@code row1}, 0 .. 1
   * @param right weight of {@code column1}, 0 .. 1
   */
  static void mix(
      Frame frame,
      int row0,
      int row1,
      int column0,
      int column1,
      double down,
      double right,
      byte[] target,
      int to) {
    for (int channel = 0; channel < 3; channel++) {
      double upper =
          (1 - right) * value(frame, row0, column0, channel)
              + right * value(frame, row0, column1, channel);
      double lower =
          (1 - right) * value(frame, row1, column0, channel)
              + right * value(frame, row1, column1, channel);
      target[to + channel] = Frame.toByte((1 - down) * upper + down * lower);
    }
  }

  private static int value(Frame frame, int row, int column, int channel) {
    if (row == Border.OUTSIDE || column == Border.OUTSIDE) {
      return 0;
    }
    return frame.pixels()[(row * frame.width() + column) * 3 + channel] & 0xFF;
  }
}

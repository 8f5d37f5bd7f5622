package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** Mirrors left and right. Takes no strength. */
@Variant(name = "horizontal-flip", value = "left and right mirrored")
public record HorizontalFlip(
    @Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability) implements Operation {
  /** Returns the operation with the defaults of its keys. */
  public static HorizontalFlip defaults() {
    return new HorizontalFlip(1);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    byte[] source = frame.pixels();
    byte[] target = frame.spare();
    int width = frame.width();
    for (int y = 0; y < frame.height(); y++) {
      int to = y * width * 3;
      int from = to + (width - 1) * 3;
      for (int x = 0; x < width; x++, to += 3, from -= 3) {
        target[to] = source[from];
        target[to + 1] = source[from + 1];
        target[to + 2] = source[from + 2];
      }
    }
    frame.swap();
  }

  @Override
  public String describe() {
    return "horizontal-flip/1";
  }
}

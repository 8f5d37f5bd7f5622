package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** Mirrors top and bottom. Takes no strength. */
@Variant(name = "vertical-flip", value = "top and bottom mirrored")
public record VerticalFlip(@Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability)
    implements Operation {
  /** Returns the operation with the defaults of its keys. */
  public static VerticalFlip defaults() {
    return new VerticalFlip(1);
  }

  @Override
  public void apply(Frame frame, RandomStream random) {
    int row = frame.width() * 3;
    int last = (frame.height() - 1) * row;
    for (int from = 0; from <= last; from += row) {
      System.arraycopy(frame.pixels(), from, frame.spare(), last - from, row);
    }
    frame.swap();
  }

  @Override
  public String describe() {
    return "vertical-flip/1";
  }
}

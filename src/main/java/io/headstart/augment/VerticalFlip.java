package io.headstart.augment;

import io.headstart.RandomStream;

/** Mirrors top and bottom. Takes no strength. */
record VerticalFlip() implements Operation {
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

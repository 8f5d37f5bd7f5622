package io.headstart.augment;

import io.headstart.RandomStream;

/** Replaces red, green and blue of each pixel by its luma (ITU-R BT.601). Takes no strength. */
record Gray() implements Operation {
  @Override
  public void apply(Frame frame, RandomStream random) {
    byte[] pixels = frame.pixels();
    for (int i = 0; i < pixels.length; i += 3) {
      byte luma = (byte) frame.luma(i);
      pixels[i] = luma;
      pixels[i + 1] = luma;
      pixels[i + 2] = luma;
    }
  }

  @Override
  public String describe() {
    return "gray/1";
  }
}

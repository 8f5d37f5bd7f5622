package io.headstart.operation;

import io.headstart.RandomStream;
import io.headstart.setting.Setting;
import io.headstart.setting.Variant;

/** Replaces red, green and blue of each pixel by its luma (ITU-R BT.601). Takes no strength. */
@Variant(name = "gray", value = "colours taken away")
public record Gray(@Setting(value = Keys.PROBABILITY, min = 0, max = 1) double probability)
    implements Operation {
  /** Returns the operation with the defaults of its keys. */
  public static Gray defaults() {
    return new Gray(1);
  }

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

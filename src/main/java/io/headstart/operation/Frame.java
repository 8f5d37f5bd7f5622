package io.headstart.operation;

/**
 * The image an {@link Operation} works on: uint8 RGB [height, width, 3] in a byte array, and a
 * second array of the same size to draw into. Belongs to one thread.
 */
public final class Frame {
  private int height;
  private int width;
  private byte[] pixels = new byte[0];
  private byte[] spare = new byte[0];
  private final byte[] table = new byte[256];

  /** Takes in an image. The arrays are kept from one image to the next of the same size. */
  public void load(byte[] source, int offset, int height, int width) {
    int bytes = height * width * 3;
    if (pixels.length != bytes) {
      pixels = new byte[bytes];
      spare = new byte[bytes];
    }
    this.height = height;
    this.width = width;
    System.arraycopy(source, offset, pixels, 0, bytes);
  }

  /** Gives the image back. */
  public void store(byte[] target, int offset) {
    System.arraycopy(pixels, 0, target, offset, pixels.length);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** Returns the image itself; changes to it stay. */
  byte[] pixels() {
    return pixels;
  }

  /** Returns the second array, of unknown content; {@link #swap()} makes it the image. */
  byte[] spare() {
    return spare;
  }

  /** Makes what was drawn into {@link #spare()} the image. */
  void swap() {
    byte[] drawn = spare;
    spare = pixels;
    pixels = drawn;
  }

  /** Replaces each value {@code v} by {@code pivot + factor * (v - pivot)}, rounded and clipped. */
  void scaleAround(double pivot, double factor) {
    for (int value = 0; value < table.length; value++) {
      table[value] = toByte(pivot + factor * (value - pivot));
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = table[pixels[i] & 0xFF];
    }
  }

  /** Returns the mean luma of the image, 0 .. 255. */
  double meanLuma() {
    long sum = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      sum += luma(i);
    }
    return sum / (pixels.length / 3.0);
  }

  /**
   * Returns the luma of the pixel whose red value stands at {@code i}: ITU-R BT.601 (0.299, 0.587,
   * 0.114) in 16-bit fixed point, as Pillow computes its mode L.
   */
  int luma(int i) {
    int red = pixels[i] & 0xFF;
    int green = pixels[i + 1] & 0xFF;
    int blue = pixels[i + 2] & 0xFF;
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }

  /** Rounds half up and clips to 0 .. 255. */
  static byte toByte(double value) {
    if (value <= 0) {
      return 0;
    }
    return value >= 255 ? (byte) 255 : (byte) (int) (value + 0.5);
  }
}

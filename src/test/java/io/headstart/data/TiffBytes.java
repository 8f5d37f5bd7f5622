package io.headstart.data;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes small TIFF files of one row, of any kind of samples. */
final class TiffBytes {
  static final int COMPRESSION = 259;
  static final int ORIENTATION = 274;
  static final int EXTRA = 338;
  static final int FORMAT = 339;
  private static final int PROFILE = 34675;

  private final Map<Integer, int[]> shorts = new TreeMap<>();
  private byte[] profile = new byte[0];

  /** Starts with pixels of so many samples of so many bits. */
  TiffBytes(int photometric, int samples, int bits) {
    int[] each = new int[samples];
    Arrays.fill(each, bits);
    with(258, each).with(COMPRESSION, 1).with(262, photometric).with(277, samples).with(257, 1);
  }

  TiffBytes with(int tag, int... values) {
    shorts.put(tag, values);
    return this;
  }

  /** Embeds a profile that Java knows: linear light, far from sRGB. */
  TiffBytes withProfile() {
    profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    return this;
  }

  byte[] bytes(int width, byte... row) {
    with(256, width).with(273, 0).with(278, 1).with(279, row.length);
    int entries = shorts.size() + (profile.length > 0 ? 1 : 0);
    int next = 8 + 2 + 12 * entries + 4;
    int size = next + profile.length + row.length + 8 * 2 * shorts.size();
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x002A4949).putInt(8).putShort((short) entries);
    int strip = next;
    file.put(strip, row);
    next += row.length + row.length % 2;
    for (Map.Entry<Integer, int[]> tag : shorts.entrySet()) {
      int[] values = tag.getKey() == 273 ? new int[] {strip} : tag.getValue();
      file.putShort(tag.getKey().shortValue()).putShort((short) 3).putInt(values.length);
      int at = values.length <= 2 ? file.position() : next;
      for (int i = 0; i < values.length; i++) {
        file.putShort(at + 2 * i, (short) values[i]);
      }
      if (values.length > 2) {
        file.putInt(file.position(), next);
        next += 2 * values.length;
      }
      file.position(file.position() + 4);
    }
    if (profile.length > 0) {
      file.putShort((short) PROFILE).putShort((short) 7).putInt(profile.length).putInt(next);
      file.put(next, profile);
    }
    return file.array();
  }
}

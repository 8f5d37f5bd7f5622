package io.headstart.report;

import java.util.Base64;

/**
 * A drawn chart as a page holds it: inside the page, once for each color scheme.
 *
 * @param caption what it shows
 * @param width in CSS pixels
 * @param light the image for light screens, a {@code data:} address
 * @param dark the image for dark screens, a {@code data:} address
 */
record Figure(String caption, int width, String light, String dark) {
  static Figure of(String caption, byte[] light, byte[] dark) {
    return new Figure(caption, Image.width(light), address(light), address(dark));
  }

  private static String address(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}

package io.headstart.report;

import java.awt.Color;
import java.util.List;

/**
 * Colors of the drawn charts, one set for each color scheme of the page; the same values stand in
 * {@code report.css}.
 */
enum Palette {
  LIGHT(0xFFFFFF, 0x1B2430, 0x5B6675, 0xE3E7ED, 0xF4F6F9, 0x0B62A8, 0xC8501E),
  DARK(0x171C24, 0xE6EAF0, 0x9AA6B5, 0x2C3440, 0x1E242E, 0x3D8BD4, 0xE0703C);

  // Okabe and Ito's colors, told apart with any color vision; the dark set is lighter.
  private static final List<Integer> LIGHT_SERIES =
      List.of(0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xB8860B, 0x56B4E9, 0x6A3D9A, 0x4D4D4D);
  private static final List<Integer> DARK_SERIES =
      List.of(0x5CB3F0, 0xFF9A4D, 0x3FD0A4, 0xE8A3C8, 0xE6C34A, 0x9AD4F5, 0xB79BE0, 0xC4CAD3);

  private final int background;
  private final int text;
  private final int muted;
  private final int grid;
  private final int empty;
  private final int right;
  private final int wrong;

  Palette(int background, int text, int muted, int grid, int empty, int right, int wrong) {
    this.background = background;
    this.text = text;
    this.muted = muted;
    this.grid = grid;
    this.empty = empty;
    this.right = right;
    this.wrong = wrong;
  }

  Color background() {
    return new Color(background);
  }

  Color text() {
    return new Color(text);
  }

  /** Returns the color of axis numbers and remarks. */
  Color muted() {
    return new Color(muted);
  }

  Color grid() {
    return new Color(grid);
  }

  /** Returns the color of a cell of a confusion matrix without images. */
  Color empty() {
    return new Color(empty);
  }

  /** Returns the color of a series; they repeat after {@link #seriesColors()}. */
  Color series(int index) {
    List<Integer> series = this == LIGHT ? LIGHT_SERIES : DARK_SERIES;
    return new Color(series.get(index % series.size()));
  }

  static int seriesColors() {
    return LIGHT_SERIES.size();
  }

  /** Returns the shade of a cell of a confusion matrix for a share of its row, 0..1. */
  Color shade(boolean diagonal, double share) {
    Color full = new Color(diagonal ? right : wrong);
    Color none = background();
    return new Color(
        mixed(none.getRed(), full.getRed(), share),
        mixed(none.getGreen(), full.getGreen(), share),
        mixed(none.getBlue(), full.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}

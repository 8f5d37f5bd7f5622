package io.headstart.report;

/**
 * One chart of a page.
 *
 * @param file name of its PNG beside the page
 * @param caption what it shows, for people who see it and for those who have it read to them
 * @param drawing how it is drawn
 */
record Chart(String file, String caption, Drawing drawing) {
  /** Draws a chart. */
  interface Drawing {
    /** Returns whether there is nothing to draw. */
    boolean isEmpty();

    /** Draws it in the colors of one color scheme; only if there is something to draw. */
    byte[] png(Palette palette);
  }
}

package io.headstart.studio;

import java.util.List;

/** The files of the page, resources of this package. */
final class PageFiles {
  /** All but the page itself. */
  static final List<String> ALL =
      List.of(
          "icon.svg",
          "studio.css",
          "studio.js",
          "api.js",
          "dom.js",
          "chart.js",
          "runs.js",
          "run.js",
          "compare.js",
          "jobs.js",
          "images.js",
          "map.js",
          "scatter.js",
          "map-worker.js",
          "umap-js.min.js",
          "try.js",
          "search.js",
          "range.js",
          "new.js");

  private PageFiles() {}
}

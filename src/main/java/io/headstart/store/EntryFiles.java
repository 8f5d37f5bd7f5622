package io.headstart.store;

import java.nio.file.Path;

/**
 * The files of one entry. {@code features} and {@code manifest} together are a complete entry;
 * {@code partial} and {@code journal} are one under way.
 */
record EntryFiles(Path root, String id) {
  static final String FEATURES = ".safetensors";
  static final String LOCK = ".lock";

  Path features() {
    return root.resolve(id + FEATURES);
  }

  Path manifest() {
    return root.resolve(id + ".json");
  }

  Path partial() {
    return root.resolve(id + ".partial");
  }

  Path journal() {
    return root.resolve(id + ".journal");
  }

  Path lock() {
    return root.resolve(id + LOCK);
  }

  Path damaged() {
    return root.resolve(id + ".damaged");
  }
}

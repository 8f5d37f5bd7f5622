package io.headstart.data;

import java.util.List;
import java.util.Optional;

/** What an image is for, and the names by which folders and lists say so. */
enum Part {
  TRAIN("train"),
  VALIDATION("validation", "val", "valid"),
  TEST("test");

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that never changes.
  private final List<String> names;

  Part(String... names) {
    this.names = List.of(names);
  }

  /** Returns its name in a split. */
  String title() {
    return names.get(0);
  }

  /** Returns all its names. */
  List<String> names() {
    return names;
  }

  /** Returns the part of a name. */
  static Optional<Part> of(String name) {
    for (Part part : values()) {
      if (part.names.contains(name)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }
}

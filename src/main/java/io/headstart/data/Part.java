package io.headstart.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an image is for, and the names by which folders and lists say so, in any case. */
enum Part {
  TRAIN("train", "training"),
  VALIDATION("validation", "val", "valid"),
  TEST("test", "testing");

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that never changes.
  private final List<String> names;

  Part(String... names) {
    this.names = List.of(names);
  }

  /** Returns its name in a split. */
  String title() {
    return names.get(0);
  }

  /** Returns all its names, in lower case. */
  List<String> names() {
    return names;
  }

  /** Returns the part of a name, whatever its case: {@code Train} is one. */
  static Optional<Part> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Part part : values()) {
      if (part.names.contains(lower)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }
}

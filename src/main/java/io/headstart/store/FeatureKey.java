package io.headstart.store;

import io.headstart.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that decides a set of features, as named strings: the hash of the images, the hash of the
 * backbone, the preprocessing, the precision, the version of the extraction.
 *
 * <p>Two keys with the same fields have the same {@link #id()}, in whatever order they were given.
 *
 * @param fields name to value, sorted by name; at least one
 */
public record FeatureKey(SortedMap<String, String> fields) {
  /**
   * Opens the text the id is made of. Raised with the layout of the store's files, so that programs
   * of different formats share a folder without ever meeting in one entry.
   */
  private static final String CANONICAL_START = "headstart features 1\n";

  /** Copies the fields. */
  public FeatureKey {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("a key needs fields");
    }
  }

  /** Makes a key of the fields, whatever their order. */
  public static FeatureKey of(Map<String, String> fields) {
    return new FeatureKey(new TreeMap<>(fields));
  }

  /** Returns this key with one more field, or another value for it. */
  public FeatureKey with(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(fields);
    more.put(name, value);
    return new FeatureKey(more);
  }

  /** Returns the SHA-256 of the canonical form: 64 hexadecimal digits. */
  public String id() {
    StringBuilder canonical = new StringBuilder(CANONICAL_START);
    fields.forEach(
        (name, value) -> {
          append(canonical, name);
          append(canonical, value);
        });
    return Sha256.of(canonical.toString());
  }

  /** The length in front keeps "ab" + "c" apart from "a" + "bc". */
  private static void append(StringBuilder canonical, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    canonical.append(length).append(':').append(text).append('\n');
  }
}

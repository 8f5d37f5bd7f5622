package io.headstart.studio;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values by key of which thousands are held: equal keys and equal values are kept once.
 *
 * @param keys in alphabetical order
 * @param values of the keys, in their order
 */
record SharedValues(List<String> keys, List<String> values) {
  /** No value. */
  static final SharedValues NONE = new SharedValues(List.of(), List.of());

  /** Keeps what is equal once. */
  static final class Pool {
    private final Map<List<String>, List<String>> keys = new ConcurrentHashMap<>();
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    /** Returns values in their shared form. */
    SharedValues of(Map<String, String> all) {
      TreeMap<String, String> sorted = new TreeMap<>(all);
      List<String> names = List.copyOf(sorted.keySet());
      List<String> shared = keys.computeIfAbsent(names, same -> same);
      return new SharedValues(
          shared,
          sorted.values().stream()
              .map(value -> texts.computeIfAbsent(value, same -> same))
              .toList());
    }
  }

  /** Returns the value of a key; null where there is none. */
  String get(String key) {
    int at = Collections.binarySearch(keys, key);
    return at < 0 ? null : values.get(at);
  }
}

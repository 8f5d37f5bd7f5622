package io.headstart.search;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One combination of settings to try.
 *
 * @param number 1 for the first
 * @param stage {@code grid}, {@code random}, {@code coarse} or {@code fine}
 * @param values each dimension's value as YAML text, by setting, in the order of the dimensions
 */
public record Trial(int number, String stage, Map<String, String> values) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returns the values as overrides, {@code key.path=value}. */
  public List<String> overrides() {
    return values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }
}

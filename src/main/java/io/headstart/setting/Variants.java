package io.headstart.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a sealed interface whose permitted records are alternatives, each with keys of its own. The
 * list after {@code permits} is the list of all there are; their {@link Variant} names them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Variants {
  /** The key whose value chooses one by name, e.g. {@code type}. */
  String key();

  /** What that key says; the variants' own texts follow it. */
  String value();

  /**
   * Whether the keys stand beside those of the record that holds the choice: {@code {optimizer:
   * adam, beta1: 0.9}}, rather than in a map of their own: {@code schedule: {type: step, every:
   * 5}}.
   */
  boolean inline() default false;
}

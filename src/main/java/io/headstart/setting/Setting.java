package io.headstart.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents one key of the configuration and bounds its value. The reader, the JSON schema and
 * {@code config/reference.yaml} are all made from it, so that a key is described in one place.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What the setting does, with its unit; shown in {@code config/reference.yaml}. */
  String value();

  /** Whether the key must be given wherever its record is. */
  boolean required() default false;

  /** The smallest number accepted. For lists, of each element. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The largest number accepted. For lists, of each element. */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether {@link #min()} itself is refused. */
  boolean above() default false;

  /** Whether {@link #max()} itself is refused. */
  boolean below() default false;

  /** A regular expression that text must match in full; empty accepts any. */
  String pattern() default "";

  /** How {@link #pattern()} is said to people. */
  String accepted() default "";

  /** Whether a list of one text is written as that text. */
  boolean alone() default false;

  /** Whether null is read as the default, as in files of version 0.1.0. */
  boolean nullIsDefault() default false;

  /**
   * For a key of a {@link Variant}: what to do instead of setting it where another variant is
   * chosen, in words. If empty, a value of such a key is checked and then has no effect; otherwise
   * only its default is accepted there.
   */
  String elsewhere() default "";
}

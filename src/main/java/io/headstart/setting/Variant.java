package io.headstart.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents one of the records that a sealed interface with {@link Variants} permits. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Variant {
  /** The name that chooses it, in YAML spelling. */
  String name();

  /** What it does, in words; shown in {@code config/reference.yaml}. */
  String value();
}

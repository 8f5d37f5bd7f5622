package io.headstart.inference;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of one image among many: a value, or why there is none.
 *
 * @param <T> what was asked for
 * @param input the image
 * @param value empty when the image could not be decoded
 * @param problem why; empty when there is a value
 */
public record Answer<T>(ImageInput input, Optional<T> value, Optional<String> problem) {
  /** Returns the answer with another value, made of the one there is. */
  public <R> Answer<R> map(Function<? super T, R> change) {
    return new Answer<>(input, value.map(change), problem);
  }
}

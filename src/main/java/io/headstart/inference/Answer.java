package io.headstart.inference;

import java.util.Optional;

/**
 * What came of one image among many: a value, or why there is none.
 *
 * @param <T> what was asked for
 * @param input the image
 * @param value empty when the image could not be decoded
 * @param problem why; empty when there is a value
 */
public record Answer<T>(ImageInput input, Optional<T> value, Optional<String> problem) {}

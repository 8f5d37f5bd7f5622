package io.headstart.data;

/**
 * Which images train, validate and test, as indices into the concatenation of {@link
 * Dataset#parts()}: an index counts through the first part, then the second, and so on.
 *
 * @param train indices of the training images, in their order
 * @param validation indices of the validation images; may be empty
 * @param test indices of the test images; may be empty
 */
public record Split(int[] train, int[] validation, int[] test) {}

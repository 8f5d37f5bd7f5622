package io.headstart.operation;

/** The words about keys that several operations have. */
final class Keys {
  static final String PROBABILITY = "How often it is applied.";
  static final String PADDING = "What lies outside the image.";
  static final String NO_STRENGTH = "this operation has no strength";

  private Keys() {}
}

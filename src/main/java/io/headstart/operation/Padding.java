package io.headstart.operation;

/** How pixels outside the image are filled. */
public enum Padding {
  ZERO,
  REFLECT,
  EDGE
}

package io.headstart.backbone.weights;

import java.util.Set;

/** A network's tensors by name, wherever they come from. */
public interface NamedTensors extends AutoCloseable {
  /** Returns where they come from, as a message says it: a path, or {@code random}. */
  String source();

  /** Returns the names of all tensors, in the order of the source. */
  Set<String> names();

  /**
   * Returns the extents of a tensor.
   *
   * @param name of {@link #names()}
   */
  long[] shape(String name);

  /**
   * Returns a copy of a tensor's elements, row-major, as float32.
   *
   * @param name of {@link #names()}
   * @throws io.headstart.Failure when they are damaged, or no floating-point numbers
   */
  float[] floats(String name);

  @Override
  default void close() {}
}

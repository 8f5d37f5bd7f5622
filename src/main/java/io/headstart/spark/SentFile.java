package io.headstart.spark;

import java.io.Serializable;

/**
 * A file that Spark hands from the driver to every machine.
 *
 * @param name its name
 * @param sha256 of its bytes, by which it is known on the way
 */
record SentFile(String name, String sha256) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returns the name under which Spark sends it: two files of one name do not meet. */
  String sentName() {
    return sha256 + "-" + name;
  }
}

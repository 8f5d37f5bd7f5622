package io.headstart.data;

import java.util.Optional;

/**
 * An image file and what is known of it.
 *
 * @param path relative to its tree
 * @param label index of its class
 * @param group whose images stay together, see {@link ImageSet#group}
 * @param weight in training, see {@link ImageSet#weight}
 */
record LabelledFile(String path, int label, Optional<String> group, float weight) {
  /** One without group, of weight 1. */
  LabelledFile(String path, int label) {
    this(path, label, Optional.empty(), 1);
  }
}

package io.headstart.schedule;

/** The learning rate over a run. */
@FunctionalInterface
public interface LearningRate {
  /**
   * Returns the learning rate of an update.
   *
   * @param update 0 for the first
   */
  double at(long update);
}

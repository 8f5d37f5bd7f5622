package io.headstart.train;

import io.headstart.config.ModelSettings;
import io.headstart.config.TrainSettings;

/**
 * What one head is trained with.
 *
 * @param seed from which its weights, order and streams derive
 * @param model its first weights and dropout
 * @param train its update rule
 */
public record HeadRun(long seed, ModelSettings model, TrainSettings train) {
  /**
   * Says whether two heads can train in one pass: they may differ in what each head has for itself,
   * seed, learning rate, schedule, penalty, dropout, first weights; everything else, which shapes
   * the computation, must be equal.
   */
  public boolean joins(HeadRun other) {
    return shared().equals(other.shared());
  }

  /** Returns the run with all that heads of one pass may differ in blanked out. */
  private HeadRun shared() {
    return new HeadRun(0, model.sharedByHeads(), train.sharedByHeads());
  }
}

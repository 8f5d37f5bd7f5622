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
   * Says whether two heads can train in one pass: they may differ in seed, learning rate, schedule,
   * penalty, dropout and first weights; everything that shapes the computation must be equal.
   */
  public boolean joins(HeadRun other) {
    TrainSettings a = train;
    TrainSettings b = other.train;
    return model.hidden().equals(other.model.hidden())
        && a.epochs() == b.epochs()
        && a.batchSize() == b.batchSize()
        && a.optimizer() == b.optimizer()
        && a.momentum() == b.momentum()
        && a.beta1() == b.beta1()
        && a.beta2() == b.beta2()
        && a.epsilon() == b.epsilon()
        && a.clipNorm().equals(b.clipNorm())
        && a.labelSmoothing() == b.labelSmoothing()
        && a.mixup().isPresent() == b.mixup().isPresent()
        && a.noise().equals(b.noise())
        && a.classWeights() == b.classWeights()
        && a.earlyStopping().equals(b.earlyStopping())
        && a.shuffle() == b.shuffle()
        && a.curves().equals(b.curves())
        && a.curveUpdates().equals(b.curveUpdates());
  }
}

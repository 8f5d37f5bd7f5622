package io.headstart.optimizer;

/** The words about keys that several optimizers have. */
final class Keys {
  static final String BETA1 = "Decay of the gradient's mean.";
  static final String BETA2 = "Decay of the squared gradient's mean.";
  static final String EPSILON = "Added to the divisor.";
  static final String MOMENTUM = "Share of the last update kept.";
  static final String WEIGHT_DECAY = "Decoupled decay of the weights (and biases, with l2-biases).";
  static final String L2 = "l2 is the penalty of the other optimizers";

  private Keys() {}
}

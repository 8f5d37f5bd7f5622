package io.headstart.optimizer;

import io.headstart.setting.Variants;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A rule by which gradients change weights: its settings, the state it keeps, and its update as
 * TorchScript. All heads that train together share one, so that an update is a few operations over
 * one buffer.
 */
@Variants(
    key = "optimizer",
    value =
        "The rule of an update. Keys of other optimizers may stand beside it; they have no effect.",
    inline = true)
public sealed interface Optimizer permits Sgd, Momentum, Nesterov, Adam, AdamW, RmsProp, Lion {

  /** A state beside the weights, of their size; all zeros before the first update. */
  enum Moment {
    /** Usually of the gradients. */
    FIRST,
    /** Usually of their squares. */
    SECOND
  }

  /** Returns the optimizer of an empty configuration. */
  static Optimizer defaults() {
    return Sgd.defaults();
  }

  /** Returns the state that it keeps. */
  Set<Moment> moments();

  /** Returns the numbers that {@link #update} refers to as {@code numbers}. */
  double[] numbers();

  /**
   * Returns one update as TorchScript statements, indented by four spaces, each line complete.
   *
   * <p>They change {@code p}, the weights [K, P], where P is the weights of a head, and the state
   * they keep, {@code first} and {@code second}, likewise. They may use {@code g}, the gradients
   * [K, P], with penalty and cut to the greatest norm, and may change them too; {@code rate} [K,
   * 1]; {@code numbers}; and {@code update}, which counts from 1. The order of operations decides
   * the last bit: whoever changes it changes every result.
   */
  String update();

  /**
   * Returns the share of a weight, times the learning rate, that is taken off it before each
   * update. Empty where {@code train.l2} is the only penalty; an optimizer that has a decay of its
   * own does without that one.
   */
  default OptionalDouble decay() {
    return OptionalDouble.empty();
  }

  /** Returns the same rule without decay, which heads that train together may differ in. */
  default Optimizer withoutDecay() {
    return this;
  }
}

package io.headstart.train;

/**
 * All that a head's next epoch depends on, beside the settings and the epoch's number: every random
 * stream is a function of those.
 *
 * @param parameters weights and biases: [P]
 * @param first the optimizer's first state (momentum, mean of gradients): [P], or empty
 * @param second the optimizer's second state (mean of squared gradients): [P], or empty
 */
public record HeadState(float[] parameters, float[] first, float[] second) {}

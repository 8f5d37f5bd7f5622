package io.headstart.train;

/**
 * A run between two epochs: all that going on depends on, beside the settings.
 *
 * @param epoch the last complete one; 0 before the first
 * @param head weights and optimizer state after it
 * @param best the best weights by validation accuracy so far: [P]; empty without validation
 * @param bestEpoch when they were reached; 0 without
 * @param bestAccuracy their validation accuracy; below 0 without
 * @param history the epochs so far
 */
public record TrainingState(
    int epoch, HeadState head, float[] best, int bestEpoch, double bestAccuracy, History history) {}

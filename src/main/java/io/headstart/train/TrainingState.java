package io.headstart.train;

import io.headstart.config.TrainSettings;
import io.headstart.run.History;
import io.headstart.run.Manifest;
import java.util.Optional;

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
    int epoch, HeadState head, float[] best, int bestEpoch, double bestAccuracy, History history) {
  /** Of a run that has no complete epoch yet, and no weights that anyone needs. */
  public static final TrainingState BEFORE_THE_FIRST =
      new TrainingState(
          0,
          new HeadState(new float[0], new float[0], new float[0]),
          new float[0],
          0,
          -1,
          History.NONE);

  /**
   * The weights a run ends with.
   *
   * @param epoch after which they were these; 0 before the first
   * @param parameters [P]
   */
  public record Kept(int epoch, float[] parameters) {}

  /** Returns the best epoch so far by validation accuracy; empty without validation. */
  public Optional<Integer> bestByValidation() {
    return bestEpoch == 0 ? Optional.empty() : Optional.of(bestEpoch);
  }

  /** Returns the weights to keep, by the rule of {@link Manifest#keptEpoch}. */
  public Kept kept(TrainSettings settings) {
    int kept = Manifest.keptEpoch(settings.earlyStopping().isPresent(), bestByValidation(), epoch);
    return new Kept(kept, kept == epoch ? head.parameters() : best);
  }
}

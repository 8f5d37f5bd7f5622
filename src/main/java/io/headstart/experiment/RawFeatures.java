package io.headstart.experiment;

import io.headstart.model.InputTransform;
import io.headstart.train.EvaluationData;
import java.util.Optional;

/**
 * Features of a set as the backbone gives them.
 *
 * @param data empty where nobody needs them
 */
record RawFeatures(Optional<EvaluationData> data) implements AutoCloseable {
  static RawFeatures of(Inputs inputs, int[] indices, boolean needed) {
    return new RawFeatures(
        needed
            ? Optional.of(inputs.evaluation(indices, InputTransform.IDENTITY))
            : Optional.empty());
  }

  @Override
  public void close() {
    data.ifPresent(EvaluationData::close);
  }
}

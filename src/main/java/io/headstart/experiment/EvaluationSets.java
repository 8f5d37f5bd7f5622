package io.headstart.experiment;

import io.headstart.checkpoint.Head;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.model.InputTransform;
import io.headstart.train.DeviceRows;
import io.headstart.train.EvaluationData;
import io.headstart.train.TrainingLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The evaluated sets on the device; validation and test only where the split has them. */
record EvaluationSets(
    EvaluationData train, Optional<EvaluationData> validation, Optional<EvaluationData> test)
    implements AutoCloseable {

  static EvaluationSets open(Inputs inputs, DeviceRows training, InputTransform transform) {
    return new EvaluationSets(
        inputs.trainingEvaluation(training),
        some(inputs, inputs.split().validation(), transform),
        some(inputs, inputs.split().test(), transform));
  }

  private static Optional<EvaluationData> some(
      Inputs inputs, int[] indices, InputTransform transform) {
    return indices.length == 0
        ? Optional.empty()
        : Optional.of(inputs.evaluation(indices, transform));
  }

  TrainingLoop.Sets forLoop() {
    return new TrainingLoop.Sets(Optional.of(train), validation, test);
  }

  /** Returns those that did not train. */
  Map<String, EvaluationData> held() {
    Map<String, EvaluationData> held = new LinkedHashMap<>();
    validation.ifPresent(set -> held.put("validation", set));
    test.ifPresent(set -> held.put("test", set));
    return held;
  }

  Map<String, Evaluation> evaluate(TorchRuntime torch, Head head) {
    Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    evaluations.put("train", Scoring.evaluate(torch, head, train));
    validation.ifPresent(set -> evaluations.put("validation", Scoring.evaluate(torch, head, set)));
    test.ifPresent(set -> evaluations.put("test", Scoring.evaluate(torch, head, set)));
    return evaluations;
  }

  @Override
  public void close() {
    train.close();
    validation.ifPresent(EvaluationData::close);
    test.ifPresent(EvaluationData::close);
  }
}

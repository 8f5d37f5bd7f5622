package io.headstart.experiment;

import io.headstart.checkpoint.Head;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.model.MlpShape;
import io.headstart.train.EvaluationData;
import io.headstart.train.Evaluator;

/** Evaluates a finished head on a set. */
final class Scoring {
  private Scoring() {}

  static Evaluation evaluate(TorchRuntime torch, Head head, EvaluationData set) {
    return evaluate(torch, head.shape(), head.parameters(), set);
  }

  static Evaluation evaluate(
      TorchRuntime torch, MlpShape shape, float[] weights, EvaluationData set) {
    float[] scores = Evaluator.scores(torch, shape, weights, set.views());
    return Evaluation.of(scores, set.labels(), shape.classes());
  }
}

package io.headstart.experiment;

import io.headstart.checkpoint.Head;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.model.MlpShape;
import io.headstart.train.EvaluationData;
import io.headstart.train.HeadScorer;

/** Evaluates a finished head on a set. */
final class Scoring {
  private Scoring() {}

  static Evaluation evaluate(TorchRuntime torch, Head head, EvaluationData set) {
    return HeadScores.of(torch, head, set).evaluation();
  }

  static Evaluation evaluate(
      TorchRuntime torch, MlpShape shape, float[] weights, EvaluationData set) {
    try (HeadScorer scorer = new HeadScorer(torch, shape, weights)) {
      return Evaluation.of(scorer.scores(set.views()), set.labels(), shape.classes());
    }
  }
}

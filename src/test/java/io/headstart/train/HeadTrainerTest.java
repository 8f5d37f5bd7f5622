package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.metrics.Evaluation;
import io.headstart.model.InitialWeights;
import io.headstart.model.Mlp;
import io.headstart.model.MlpShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTrainerTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final MlpShape SHAPE = new MlpShape(6, List.of(5, 4), 3);

  @Test
  void oneSgdStepFollowsDjlsAutogradThroughTheBlock() {
    try (NDManager manager = TORCH.manager().newSubManager()) {
      TrainingData data = TestRows.draw(TORCH, 8, 6, 3);
      HeadRun run = Runs.sgd(0.1).epochs(1).batch(8).shuffle(false).run(3, List.of(5, 4));
      try (HeadTrainer trainer = new HeadTrainer(TORCH, List.of(run), SHAPE, data)) {
        trainer.epoch(1, 100, (done, losses) -> {});
        float[] expected = djlStep(manager, run, data, 0.1f);
        assertThat(trainer.weights(0)).containsExactly(expected, within(1e-6f));
      }
    }
  }

  /** The same figures by the program of the training and by DJL's block, for every head. */
  @Test
  void evaluationsAreThoseOfTheScores() {
    TrainingData data = TestRows.draw(TORCH, 50, 6, 3);
    HeadRun run = Runs.sgd(0.5).epochs(1).batch(8).run(3, List.of(5, 4));
    HeadRun other = Runs.sgd(0.1).epochs(1).batch(8).run(4, List.of(5, 4));
    try (HeadTrainer trainer = new HeadTrainer(TORCH, List.of(run, other), SHAPE, data);
        EvaluationData set = new EvaluationData(List.of(data.features()), data.labels())) {
      trainer.epoch(1, 100, (done, losses) -> {});
      List<Evaluation> evaluations = trainer.evaluate(set);
      assertThat(evaluations.get(0)).isNotEqualTo(evaluations.get(1));
      for (int k = 0; k < 2; k++) {
        Evaluation expected;
        try (HeadScorer scorer = new HeadScorer(TORCH, SHAPE, trainer.weights(k))) {
          expected = Evaluation.of(scorer.scores(set.views()), set.labels(), 3);
        }
        assertThat(evaluations.get(k).confusion()).isEqualTo(expected.confusion());
        assertThat(evaluations.get(k).ranks()).containsExactly(expected.ranks());
        assertThat(evaluations.get(k).crossEntropy())
            .isCloseTo(expected.crossEntropy(), within(1e-6));
      }
    }
  }

  /** All weights 0: every class has the same score, and the lower one comes first. */
  @Test
  void ofEqualScoresTheLowerClassComesFirst() {
    TrainingData data = TestRows.draw(TORCH, 50, 6, 3);
    HeadRun run = Runs.sgd(0.5).epochs(1).batch(8).run(3, List.of(5, 4));
    try (HeadTrainer trainer = new HeadTrainer(TORCH, List.of(run), SHAPE, data);
        EvaluationData set = new EvaluationData(List.of(data.features()), data.labels())) {
      trainer.restore(0, new HeadState(new float[SHAPE.parameters()], new float[0], new float[0]));
      assertThat(trainer.evaluate(set).get(0).ranks()).containsExactly(data.labels());
    }
  }

  private static float[] djlStep(NDManager manager, HeadRun run, TrainingData data, float rate) {
    double[] first = InitialWeights.draw(SHAPE, run.model(), run.seed());
    float[] flat = new float[first.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) first[i];
    }
    Mlp mlp = new Mlp(SHAPE, 0, manager.create(flat, new Shape(flat.length)));
    mlp.block().getParameters().forEach(p -> p.getValue().freeze(false));
    NDArray labels = manager.create(data.labels());
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray logits = mlp.logits(data.features().array());
      collector.backward(
          Loss.softmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(logits)));
    }
    int offset = 0;
    float[] result = flat.clone();
    for (var parameter : mlp.block().getParameters()) {
      for (float g : parameter.getValue().getArray().getGradient().toFloatArray()) {
        result[offset] -= rate * g;
        offset++;
      }
    }
    return result;
  }
}

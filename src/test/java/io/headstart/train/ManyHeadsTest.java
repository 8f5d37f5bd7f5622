package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import io.headstart.optimizer.Momentum;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyHeadsTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final MlpShape SHAPE = new MlpShape(8, List.of(7), 4);

  @Test
  void headsTrainedTogetherEqualHeadsTrainedOneByOne() {
    List<HeadRun> runs =
        List.of(
            run(1, 0.05, 0, 0.3),
            run(2, 0.1, 0.01, 0.5),
            run(3, 0.02, 0.001, 0),
            run(1, 0.2, 0, 0));
    List<float[]> together = train(runs);
    for (int k = 0; k < runs.size(); k++) {
      float[] alone = train(List.of(runs.get(k))).get(0);
      assertThat(together.get(k)).as("head %d", k).containsExactly(alone, within(2e-5f));
    }
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    List<HeadRun> runs = List.of(run(5, 0.1, 0.01, 0.5));
    assertThat(train(runs).get(0)).containsExactly(train(runs).get(0));
  }

  @Test
  void anotherSeedGivesOtherWeights() {
    assertThat(train(List.of(run(5, 0.1, 0, 0))).get(0))
        .isNotEqualTo(train(List.of(run(6, 0.1, 0, 0))).get(0));
  }

  @Test
  void readingLossesMoreOftenChangesNothing() {
    HeadRun run = run(5, 0.1, 0.01, 0.5);
    assertThat(train(List.of(run), 1).get(0)).containsExactly(train(List.of(run), 1000).get(0));
  }

  private static HeadRun run(long seed, double rate, double l2, double dropout) {
    return Runs.of(Momentum.defaults(), rate)
        .epochs(3)
        .batch(5)
        .l2(l2)
        .dropout(dropout)
        .mixup(0.4)
        .noise(0.1, 0.4)
        .run(seed, List.of(7));
  }

  private static List<float[]> train(List<HeadRun> runs) {
    return train(runs, 4);
  }

  private static List<float[]> train(List<HeadRun> runs, int every) {
    TrainingData data = TestRows.draw(TORCH, 33, 8, 4);
    try (DeviceRows rows = data.features();
        HeadTrainer trainer = new HeadTrainer(TORCH, runs, SHAPE, data)) {
      assertThat(rows.count()).isEqualTo(33);
      for (int epoch = 1; epoch <= 3; epoch++) {
        trainer.epoch(epoch, every, (done, losses) -> {});
      }
      List<float[]> weights = new ArrayList<>();
      for (int k = 0; k < runs.size(); k++) {
        weights.add(trainer.weights(k));
      }
      return weights;
    }
  }
}

package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.TrainSettings.Sampling;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Remedies for classes of unequal size. The one feature is 0 and all weights begin at 0, so that
 * one update of rate 1 shows the gradient of the biases: less the mean of p - y.
 */
class UnequalClassesTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final MlpShape SHAPE = new MlpShape(1, List.of(), 2);

  /** Three images of "ant", one of "bee". */
  private static float firstBias(Runs run) {
    TrainingData data =
        new TrainingData(
            TestRows.upload(TORCH, new float[4], 1),
            new int[] {0, 0, 1, 0},
            List.of("ant", "bee"),
            0,
            TrainOn.ORIGINAL);
    HeadRun head = run.epochs(1).batch(4).run(0, List.of());
    try (HeadTrainer trainer = new HeadTrainer(TORCH, List.of(head), SHAPE, data)) {
      trainer.restore(0, new HeadState(new float[4], new float[0], new float[0]));
      trainer.epoch(1, 1, (done, losses) -> {});
      float[] weights = trainer.weights(0);
      assertThat(weights[3]).isCloseTo(-weights[2], within(1e-6f));
      return weights[2];
    }
  }

  @Test
  void withoutARemedyTheGreaterClassPulls() {
    assertThat(firstBias(Runs.sgd(1))).isEqualTo(0.25f); // 3/4 - 1/2
  }

  @Test
  void namedWeightsCountInLossAndMean() {
    assertThat(firstBias(Runs.sgd(1).weights(Map.of("bee", 3.0)))).isCloseTo(0, within(1e-6f));
    // (3 - 4.5 / 2) / 4.5
    assertThat(firstBias(Runs.sgd(1).weights(Map.of("bee", 1.5)))).isCloseTo(1 / 6f, within(1e-6f));
    assertThat(firstBias(Runs.sgd(1).weights(Map.of("bee", 6.0, "ant", 2.0))))
        .isCloseTo(0, within(1e-6f));
  }

  @Test
  void aWeightOfNoClassIsNamed() {
    assertThatThrownBy(() -> firstBias(Runs.sgd(1).weights(Map.of("wasp", 2.0))))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("train.class-weights names classes that the images do not have")
        .hasMessageContaining("wasp")
        .hasMessageContaining("ant, bee");
  }

  /** Adjusted by tau * log(3/4) and tau * log(1/4), zero outputs are 3/4, at tau = 2 9/10. */
  @Test
  void logitAdjustmentAddsTheLogarithmOfTheShares() {
    assertThat(firstBias(Runs.sgd(1).logitAdjustment(1))).isCloseTo(0, within(1e-6f));
    assertThat(firstBias(Runs.sgd(1).logitAdjustment(2))).isCloseTo(-0.15f, within(1e-6f));
    assertThat(LogitAdjustment.values(new int[] {3, 0}, 1))
        .containsExactly((float) Math.log(0.75), (float) Math.log(0.25));
  }

  private static EpochOrder order(int[] labels, int copies, TrainOn trainOn) {
    int classes = Arrays.stream(labels).max().orElse(0) + 2; // One has no images.
    return new EpochOrder(
        labels.length, copies, trainOn, true, Optional.of(new ClassBalance(labels, classes)));
  }

  @Test
  void ofOneClassEveryRowComesOnce() {
    long[] rows = order(new int[5], 0, TrainOn.ORIGINAL).of(1, 1);
    assertThat(rows).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void balancedSamplingDrawsEveryClassEquallyOften() {
    int[] labels = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1};
    EpochOrder order = order(labels, 0, TrainOn.ORIGINAL);
    long[] rows = order.of(1, 1);
    assertThat(rows).hasSize(12);
    assertThat(Arrays.stream(rows).filter(row -> row < 9).distinct().count()).isEqualTo(6);
    assertThat(Arrays.stream(rows).filter(row -> row >= 9).sorted())
        .containsExactly(9L, 9L, 10L, 10L, 11L, 11L);
    assertThat(order.of(1, 1)).isEqualTo(rows);
    assertThat(order.of(1, 2)).isNotEqualTo(rows);
  }

  @Test
  void copiesHaveTheClassesOfTheirImages() {
    int[] labels = {0, 0, 0, 1};
    long[] rows = order(labels, 2, TrainOn.BOTH).of(1, 1);
    assertThat(rows).hasSize(12);
    assertThat(Arrays.stream(rows).filter(row -> row % 4 == 3).count()).isEqualTo(6);
    assertThat(Arrays.stream(order(labels, 2, TrainOn.AUGMENTED).of(1, 1)).min().getAsLong())
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void aBalancedEpochTrainsBothClassesAlike() {
    assertThat(firstBias(Runs.sgd(1).sampling(Sampling.BALANCED))).isEqualTo(0);
  }
}

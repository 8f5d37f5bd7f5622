package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  @Test
  void withoutSetsToEvaluateNothingIsTrained() {
    TrainingData data = TestRows.draw(TORCH, 10, 4, 2);
    assertThat(Baselines.evaluate(TORCH, data.features(), data.labels(), 2, Map.of())).isEmpty();
  }

  @Test
  void fewerImagesThanNeighboursAreEnough() {
    try (DeviceRows rows = TestRows.upload(TORCH, new float[] {1, 0, 0, 1, 0.1f, 1}, 2);
        DeviceRows asked = TestRows.upload(TORCH, new float[] {2, 0.1f, 0.1f, 2}, 2)) {
      Map<String, Map<String, Double>> reached =
          Baselines.evaluate(
              TORCH,
              rows,
              new int[] {0, 1, 1},
              2,
              Map.of("validation", new EvaluationData(List.of(asked), new int[] {0, 1})));
      assertThat(reached.get(Baselines.MAJORITY)).containsEntry("validation", 0.5);
      assertThat(reached.get(Baselines.NEAREST_MEAN)).containsEntry("validation", 1.0);
      assertThat(reached.get(Baselines.LINEAR)).containsEntry("validation", 1.0);
    }
  }

  /** Classes are normal about means 2 apart on axes of their own: the best rule is known. */
  @Test
  void classesThatAreCloudsAreToldApartAsWellAsCanBe() {
    TrainingData data = TestRows.draw(TORCH, 6000, 4, 2);
    DeviceRows rows = data.features().first(4000);
    int[] labels = Arrays.copyOf(data.labels(), 4000);
    int[] rest = Arrays.copyOfRange(data.labels(), 4000, 6000);
    EvaluationData test = new EvaluationData(List.of(data.features().part(4000, 2000)), rest);
    Map<String, Map<String, Double>> reached =
        Baselines.evaluate(TORCH, rows, labels, 2, Map.of("test", test));
    assertThat(reached.keySet())
        .containsExactly(
            Baselines.MAJORITY,
            Baselines.NEAREST_MEAN,
            Baselines.NEAREST_NEIGHBOURS,
            Baselines.LINEAR);
    // Phi(sqrt(2)) = 0.921; the means are 2 sqrt(2) apart.
    assertThat(reached.get(Baselines.NEAREST_MEAN).get("test")).isCloseTo(0.921, within(0.02));
    assertThat(reached.get(Baselines.LINEAR).get("test")).isCloseTo(0.921, within(0.02));
    assertThat(reached.get(Baselines.NEAREST_NEIGHBOURS).get("test")).isGreaterThan(0.88);
  }
}

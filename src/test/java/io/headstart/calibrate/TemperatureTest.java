package io.headstart.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.RandomStream;
import io.headstart.metrics.Logits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TemperatureTest {
  @Test
  void withoutImagesThereIsNothingToFit() {
    assertThatThrownBy(() -> Temperature.fit(new float[0], new int[0], 2))
        .hasMessage("0 scores and 0 labels of 2 classes");
  }

  /** Three of four right, with the Platt targets 5/6: p = (3 * 5/6 + 1/6) / 4 = 2/3. */
  @Test
  void twoClassesOfOneMarginHaveTheTemperatureOfTheirOdds() {
    float[] scores = {4, 0, 4, 0, 4, 0, 4, 0};
    Temperature fitted = Temperature.fit(scores, new int[] {0, 0, 0, 1}, 2);
    assertThat(fitted.value()).isCloseTo(4 / Math.log(2), within(1e-9));
    assertThat(fitted.confidence(scores, 0, 2)).isCloseTo(2.0 / 3, within(1e-9));
  }

  @Test
  void whereAllIsRightCertaintyHasAnEnd() {
    float[] scores = {1, 0, 0, 1};
    // Each label counts 3/4, so that the odds are 3.
    assertThat(Temperature.fit(scores, new int[] {0, 1}, 2).value())
        .isCloseTo(1 / Math.log(3), within(1e-9));
  }

  @Test
  void equalScoresAndASingleClassLeaveARealTemperature() {
    assertThat(Temperature.fit(new float[6], new int[] {0, 1}, 3).value()).isPositive();
    assertThat(Temperature.fit(new float[2], new int[] {0, 0}, 1).value()).isPositive();
  }

  /** Labels drawn from the softmax of known logits: scaled by 3, they need a temperature of 3. */
  @Test
  void scalingIsUndone() {
    RandomStream random = RandomStream.of(1, "temperature");
    int classes = 5;
    float[] scores = new float[20_000 * classes];
    int[] labels = new int[scores.length / classes];
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < classes; c++) {
        scores[i * classes + c] = (float) (1.5 * random.nextGaussian());
      }
      double[] p = Logits.softmax(scores, i, classes);
      double left = random.nextDouble();
      while (left > p[labels[i]] && labels[i] < classes - 1) {
        left -= p[labels[i]++];
      }
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] *= 3;
    }
    Temperature fitted = Temperature.fit(scores, labels, classes);
    assertThat(fitted.value()).isCloseTo(3, within(0.1));
    double[] confidences = fitted.confidences(scores, classes);
    assertThat(Arrays.stream(confidences).average().orElseThrow())
        .isLessThan(
            Arrays.stream(Temperature.ONE.confidences(scores, classes)).average().getAsDouble());
  }
}

package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.headstart.Assets;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.GradcheckSettings;
import io.headstart.config.TrainSettings.L2Form;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The toy network of the HLCV exercise, in float64: its loss, its gradients, its training. */
class ToyNetworkTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final MlpShape SHAPE = new MlpShape(4, List.of(10), 3);

  record Gradients(double[][] W1, double[] b1, double[][] W2, double[] b2) {}

  record Toy(
      double[][] X,
      int[] y,
      double[][] W1,
      double[] b1,
      double[][] W2,
      double[] b2,
      double reg,
      double[][] expected_scores,
      double expected_loss,
      Gradients gradients) {}

  private static Toy toy() throws IOException {
    return new Gson()
        .fromJson(Files.readString(Assets.require("reference/hlcv-toy-network.json")), Toy.class);
  }

  @Test
  void theScoresAreThoseOfTheExercise() throws IOException {
    Toy toy = toy();
    try (GradientCheck check = check(toy, toy.reg)) {
      double[] scores = check.probabilities(flat(toy.W1, toy.b1, toy.W2, toy.b2));
      for (int i = 0; i < toy.y.length; i++) {
        for (int c = 0; c < 3; c++) {
          assertThat(Math.abs(scores[3 * i + c] - toy.expected_scores[i][c])).isLessThan(1e-7);
        }
      }
    }
  }

  @Test
  void lossAndGradientsAreThoseOfTheExercise() throws IOException {
    Toy toy = toy();
    try (GradientCheck check = check(toy, toy.reg)) {
      double[] gradients = new double[SHAPE.parameters()];
      double cost = check.cost(flat(toy.W1, toy.b1, toy.W2, toy.b2), gradients);
      assertThat(Math.abs(cost - toy.expected_loss)).isLessThan(1e-12);
      Gradients g = toy.gradients;
      double[] expected = flat(g.W1, g.b1, g.W2, g.b2);
      for (int i = 0; i < expected.length; i++) {
        double error = Math.abs(gradients[i] - expected[i]);
        assertThat(error / Math.max(1e-8, Math.abs(gradients[i]) + Math.abs(expected[i])))
            .isLessThan(1e-8);
      }
    }
  }

  @Test
  void differencesAgreeWithTheGradients() throws IOException {
    Toy toy = toy();
    try (GradientCheck check = check(toy, toy.reg)) {
      double[] parameters = flat(toy.W1, toy.b1, toy.W2, toy.b2);
      for (GradientCheck.Result result :
          check.compare(parameters, new GradcheckSettings(1e-5, 5, 1000), 0)) {
        assertThat(result.maximumRelativeError()).as(result.name()).isLessThan(1e-8);
      }
    }
  }

  @Test
  void aHundredIterationsBringTheLossBelow002() throws IOException {
    Toy toy = toy();
    try (GradientCheck check = check(toy, 5e-6)) {
      double[] parameters = flat(toy.W1, toy.b1, toy.W2, toy.b2);
      double[] gradients = new double[parameters.length];
      double loss = 0;
      for (int i = 0; i < 100; i++) {
        loss = check.cost(parameters, gradients);
        for (int j = 0; j < parameters.length; j++) {
          parameters[j] -= 0.1 * gradients[j];
        }
      }
      assertThat(loss).isLessThan(0.02);
    }
  }

  private static GradientCheck check(Toy toy, double reg) {
    DeviceRows rows = TestRows.wide(TORCH, toy.X);
    HeadRun run = Runs.sgd(0.1).l2(reg, L2Form.FULL).run(0, List.of(10));
    return new GradientCheck(
        TORCH, run, SHAPE, new TrainingData(rows, toy.y, 3, 0, TrainOn.ORIGINAL));
  }

  /** The exercise stores weights [in, out]; the layout here is [out, in]. */
  private static double[] flat(double[][] w1, double[] b1, double[][] w2, double[] b2) {
    double[] flat = new double[SHAPE.parameters()];
    int at = 0;
    for (double[][] weight : List.of(w1, w2)) {
      for (int out = 0; out < weight[0].length; out++) {
        for (double[] row : weight) {
          flat[at++] = row[out];
        }
      }
      for (double bias : weight == w1 ? b1 : b2) {
        flat[at++] = bias;
      }
    }
    return flat;
  }
}

package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.InitialWeights;
import io.headstart.model.MlpShape;
import io.headstart.optimizer.Lion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lion beside algorithm 2 of Chen et al. 2023, written out in float64 as it stands there. */
class LionTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final MlpShape SHAPE = new MlpShape(6, List.of(5), 3);
  private static final int IMAGES = 16;
  private static final int UPDATES = 100;
  private static final double RATE = 0.003;
  private static final Lion LION = new Lion(0.9, 0.99, 0.1);

  @Test
  void hundredUpdatesFollowThePaper() {
    HeadRun run =
        Runs.of(LION, RATE).epochs(UPDATES).batch(IMAGES).shuffle(false).run(3, List.of(5));
    TrainingData drawn = TestRows.draw(TORCH, IMAGES, 6, 3);
    try (DeviceRows wide = drawn.features().wide(IMAGES)) {
      TrainingData data = new TrainingData(wide, drawn.labels(), 3, 0, TrainOn.ORIGINAL);
      try (HeadTrainer trainer = new HeadTrainer(TORCH, List.of(run), SHAPE, data)) {
        for (int update = 1; update <= UPDATES; update++) {
          trainer.epoch(update, 1, (done, losses) -> {});
        }
        double[] expected = paper(data, InitialWeights.draw(SHAPE, run.model(), run.seed()));
        float[] weights = trainer.weights(0);
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) weights[i]).as("weight %d", i).isCloseTo(expected[i], within(1e-6));
        }
      }
    }
  }

  /**
   * update = sign(b1 m + (1 - b1) g); theta -= rate (update + decay theta); m = b2 m + (1 - b2) g.
   */
  private static double[] paper(TrainingData data, double[] theta) {
    double[] m = new double[theta.length];
    double[] g = new double[theta.length];
    double[] decay = new double[theta.length];
    for (MlpShape.Layer layer : SHAPE.layout()) {
      java.util.Arrays.fill(decay, layer.offset(), layer.biasOffset(), LION.weightDecay());
    }
    HeadRun plain = Runs.sgd(RATE).run(3, List.of(5));
    try (GradientCheck gradients = new GradientCheck(TORCH, plain, SHAPE, data)) {
      for (int update = 0; update < UPDATES; update++) {
        gradients.cost(theta, g);
        for (int i = 0; i < theta.length; i++) {
          double sign = Math.signum(LION.beta1() * m[i] + (1 - LION.beta1()) * g[i]);
          theta[i] -= RATE * (sign + decay[i] * theta[i]);
          m[i] = LION.beta2() * m[i] + (1 - LION.beta2()) * g[i];
        }
      }
    }
    return theta;
  }
}

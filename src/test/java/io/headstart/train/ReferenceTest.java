package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import io.headstart.optimizer.Adam;
import io.headstart.optimizer.AdamW;
import io.headstart.optimizer.Momentum;
import io.headstart.optimizer.Nesterov;
import io.headstart.optimizer.Optimizer;
import io.headstart.optimizer.RmsProp;
import io.headstart.schedule.Cosine;
import io.headstart.schedule.Exponential;
import io.headstart.schedule.MultiStep;
import io.headstart.schedule.OneCycle;
import io.headstart.schedule.Schedule;
import io.headstart.schedule.Step;
import io.headstart.schedule.Triangular;
import io.headstart.schedule.Unit;
import io.headstart.setting.Variant;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares 100 updates with what torch.optim made of them (src/test/python). */
class ReferenceTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final Reference REFERENCE = read();

  record Case(double[] weights, double[] rates) {}

  record Reference(
      int[] sizes,
      int batch,
      int epochs,
      float[] x,
      int[] y,
      float[] initial,
      Map<String, Case> cases) {}

  private static Reference read() {
    try (Reader in =
        new InputStreamReader(
            ReferenceTest.class.getResourceAsStream("reference.json"), StandardCharsets.UTF_8)) {
      return new Gson().fromJson(in, Reference.class);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("sgd", Runs.sgd(0.1)),
        Arguments.of("sgd-l2", Runs.sgd(0.1).l2(0.02)),
        Arguments.of("sgd-clip", Runs.sgd(0.1).clip(0.2)),
        Arguments.of("sgd-smoothing", Runs.sgd(0.1).smoothing(0.1)),
        Arguments.of("sgd-balanced", Runs.sgd(0.1).balanced()),
        Arguments.of("momentum", Runs.of(Momentum.defaults(), 0.05)),
        Arguments.of("nesterov", Runs.of(Nesterov.defaults(), 0.05)),
        Arguments.of("adam", Runs.of(Adam.defaults(), 0.01)),
        Arguments.of("adam-l2", Runs.of(Adam.defaults(), 0.01).l2(0.02)),
        Arguments.of("adamw", Runs.of(new AdamW(0.9, 0.999, 1e-8, 0.05), 0.01)),
        Arguments.of("rmsprop", Runs.of(RmsProp.defaults(), 0.01)),
        Arguments.of("step", Runs.sgd(0.1).schedule(new Step(Unit.EPOCH, 3, 0.5, 0))),
        Arguments.of(
            "multi-step", Runs.sgd(0.1).schedule(new MultiStep(Unit.EPOCH, 0.1, List.of(2, 7), 0))),
        Arguments.of("exponential", Runs.sgd(0.1).schedule(new Exponential(Unit.UPDATE, 0.95, 0))),
        Arguments.of("cosine", Runs.sgd(0.1).schedule(new Cosine(Unit.UPDATE, 0.001, 0))),
        Arguments.of("one-cycle", Runs.sgd(0.1).schedule(new OneCycle(Unit.UPDATE, 0.0002))),
        Arguments.of("triangular", Runs.sgd(0.1).schedule(new Triangular(0.01, 0.2, 15))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hundredUpdatesEndAtTheWeightsOfTorchOptim(String name, Runs runs) {
    List<Integer> hidden = List.of(REFERENCE.sizes[1], REFERENCE.sizes[2]);
    HeadRun run =
        runs.epochs(REFERENCE.epochs).batch(REFERENCE.batch).shuffle(false).run(0, hidden);
    try (DeviceRows rows = TestRows.upload(TORCH, REFERENCE.x, REFERENCE.sizes[0]);
        HeadTrainer trainer =
            new HeadTrainer(
                TORCH,
                List.of(run),
                new MlpShape(REFERENCE.sizes[0], hidden, REFERENCE.sizes[3]),
                new TrainingData(rows, REFERENCE.y, 3, 0, TrainOn.ORIGINAL))) {
      HeadState fresh = trainer.state(0);
      trainer.restore(0, new HeadState(REFERENCE.initial, fresh.first(), fresh.second()));
      Case expected = REFERENCE.cases.get(name);
      for (int epoch = 1; epoch <= REFERENCE.epochs; epoch++) {
        trainer.epoch(epoch, 3, (done, losses) -> {});
      }
      for (int update = 0; update < expected.rates.length; update++) {
        assertThat(trainer.rate(0, update)).isCloseTo(expected.rates[update], relative(1e-6));
      }
      assertClose(trainer.weights(0), expected.weights, 1e-5);
    }
  }

  /** What torch.optim does not have: see ScheduleTest, LionTest. */
  private static final Set<String> OUR_OWN = Set.of("constant", "linear", "geometric", "lion");

  @Test
  void theReferenceCoversEveryOptimizerAndEverySchedule() {
    Stream.of(Optimizer.class, Schedule.class)
        .flatMap(type -> Stream.of(type.getPermittedSubclasses()))
        .map(type -> type.getAnnotation(Variant.class).name())
        .filter(name -> !OUR_OWN.contains(name))
        .forEach(name -> assertThat(REFERENCE.cases).containsKey(name));
  }

  private static Offset<Double> relative(double share) {
    return Offset.offset(share);
  }

  /** Relative to the greatest weight: single weights pass through 0. */
  private static void assertClose(float[] actual, double[] expected, double share) {
    double greatest = 0;
    for (double value : expected) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("weight %d", i)
          .isCloseTo(expected[i], Offset.offset(share * greatest));
    }
  }
}

package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.config.TrainSettings.Optimizer;
import io.headstart.config.TrainSettings.Schedule;
import io.headstart.config.TrainSettings.ScheduleType;
import io.headstart.config.TrainSettings.Unit;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
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
        Arguments.of("momentum", Runs.of(Optimizer.MOMENTUM, 0.05)),
        Arguments.of("nesterov", Runs.of(Optimizer.NESTEROV, 0.05)),
        Arguments.of("adam", Runs.of(Optimizer.ADAM, 0.01)),
        Arguments.of("adam-l2", Runs.of(Optimizer.ADAM, 0.01).l2(0.02)),
        Arguments.of("adamw", Runs.of(Optimizer.ADAMW, 0.01).weightDecay(0.05)),
        Arguments.of("rmsprop", Runs.of(Optimizer.RMSPROP, 0.01)),
        Arguments.of(
            "step", Runs.sgd(0.1).schedule(schedule(ScheduleType.STEP, Unit.EPOCH, 3, 0.5))),
        Arguments.of(
            "multi-step",
            Runs.sgd(0.1).schedule(schedule(ScheduleType.MULTI_STEP, Unit.EPOCH, 1, 0.1))),
        Arguments.of(
            "exponential",
            Runs.sgd(0.1).schedule(schedule(ScheduleType.EXPONENTIAL, Unit.UPDATE, 1, 0.95))),
        Arguments.of("cosine", Runs.sgd(0.1).schedule(range(ScheduleType.COSINE, 0.001, 0.1, 1))),
        Arguments.of(
            "one-cycle", Runs.sgd(0.1).schedule(range(ScheduleType.ONE_CYCLE, 0.0002, 0.1, 1))),
        Arguments.of(
            "triangular", Runs.sgd(0.1).schedule(range(ScheduleType.TRIANGULAR, 0.01, 0.2, 15))));
  }

  private static Schedule schedule(ScheduleType type, Unit unit, int every, double factor) {
    return new Schedule(type, unit, every, factor, List.of(2, 7), 0, 0.1, 500, 0);
  }

  private static Schedule range(ScheduleType type, double minimum, double maximum, int halfCycle) {
    return new Schedule(type, Unit.UPDATE, 1, 0.1, List.of(), minimum, maximum, halfCycle, 0);
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

  /** Schedules that torch.optim does not have; see ScheduleTest. */
  private static final Set<ScheduleType> OUR_OWN =
      EnumSet.of(ScheduleType.CONSTANT, ScheduleType.LINEAR, ScheduleType.GEOMETRIC);

  @Test
  void theReferenceCoversEveryOptimizerAndEverySchedule() {
    for (Optimizer optimizer : Optimizer.values()) {
      assertThat(REFERENCE.cases).containsKey(name(optimizer));
    }
    for (ScheduleType type : ScheduleType.values()) {
      if (!OUR_OWN.contains(type)) {
        assertThat(REFERENCE.cases).containsKey(name(type));
      }
    }
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
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

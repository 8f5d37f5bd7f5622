package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import io.headstart.optimizer.Optimizer;
import io.headstart.run.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingLoopTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));
  private static final MlpShape SHAPE = new MlpShape(8, List.of(7), 4);

  @Test
  void noEpochsLeaveTheFirstWeights() {
    TrainingState state = run(Runs.sgd(0.1).epochs(0), Optional.empty(), 0).get(0);
    assertThat(state.epoch()).isZero();
    assertThat(state.history().rows()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.headstart.train.Runs#optimizers")
  void aResumedRunEndsWithTheSameBitsAndHistory(Optimizer optimizer) {
    Runs runs = Runs.of(optimizer, 0.01).epochs(6).batch(5).dropout(0.4).mixup(0.3).curveUpdates(3);
    List<TrainingState> whole = run(runs, Optional.empty(), 6);
    TrainingState last = whole.get(whole.size() - 1);
    for (int stopAfter = 1; stopAfter < 6; stopAfter++) {
      List<TrainingState> resumed = run(runs, Optional.of(whole.get(stopAfter - 1)), 6);
      TrainingState end = resumed.get(resumed.size() - 1);
      assertThat(end.head().parameters()).containsExactly(last.head().parameters());
      assertThat(end.history().csv()).isEqualTo(last.history().csv());
      assertThat(end.history().updatesCsv()).isEqualTo(last.history().updatesCsv());
      assertThat(end.best()).containsExactly(last.best());
    }
  }

  @Test
  void historiesReadBackExactly() {
    List<TrainingState> states =
        run(Runs.sgd(0.1).epochs(3).l2(0.01).curveUpdates(4), Optional.empty(), 3);
    History history = states.get(2).history();
    History back = History.parse("a test", history.csv(), history.updatesCsv());
    assertThat(back).isEqualTo(history);
    assertThat(history.rows().get(2).batchCost()).isGreaterThan(history.rows().get(2).batchLoss());
  }

  /** 9 updates an epoch: rows after 4 and 8 of them, and at the epoch's end. */
  @Test
  void rowsWithinEpochsDoNotChangeTheRun() {
    TrainingState plain = run(Runs.sgd(0.1).epochs(2), Optional.empty(), 2).get(1);
    TrainingState watched =
        run(Runs.sgd(0.1).epochs(2).curveUpdates(4), Optional.empty(), 2).get(1);
    assertThat(watched.head().parameters()).containsExactly(plain.head().parameters());
    assertThat(watched.history().csv()).isEqualTo(plain.history().csv());
    List<History.Row> rows = watched.history().updates();
    assertThat(rows).extracting(History.Row::updates).containsExactly(4L, 8L, 9L, 13L, 17L, 18L);
    History.Row last = rows.get(5);
    assertThat(last.sets()).isEqualTo(plain.history().rows().get(1).sets()).isNotEmpty();
    double mean =
        (4 * rows.get(0).batchLoss() + 4 * rows.get(1).batchLoss() + rows.get(2).batchLoss()) / 9;
    assertThat(mean).isCloseTo(plain.history().rows().get(0).batchLoss(), within(1e-9));
  }

  /** A head that is trained on for the others' sake keeps what it would have kept alone. */
  @Test
  void joinedHeadsStopEarlyAsTheyWouldAlone() {
    Runs runs = Runs.sgd(0.3).epochs(40).patience(2);
    List<HeadRun> together =
        List.of(runs.run(1, List.of(7)), runs.run(2, List.of(7)), runs.run(3, List.of(7)));
    List<TrainingState> joined = run(together);
    assertThat(joined.stream().map(TrainingState::bestEpoch).distinct()).hasSizeGreaterThan(1);
    for (int k = 0; k < together.size(); k++) {
      TrainingState alone = run(List.of(together.get(k))).get(0);
      assertThat(joined.get(k).bestEpoch()).isEqualTo(alone.bestEpoch());
      assertThat(joined.get(k).best()).containsExactly(alone.best(), within(1e-5f));
    }
  }

  private static List<TrainingState> run(List<HeadRun> runs) {
    TrainingData data = TestRows.draw(TORCH, 33, 8, 4);
    try (HeadTrainer trainer = new HeadTrainer(TORCH, runs, SHAPE, data);
        EvaluationData set = new EvaluationData(List.of(data.features()), data.labels())) {
      TrainingLoop.Sets sets =
          new TrainingLoop.Sets(Optional.empty(), Optional.of(set), Optional.empty());
      return new TrainingLoop(trainer, runs.get(0).train(), sets, Progress.NONE)
          .run(states -> {}, () -> false);
    }
  }

  @Test
  void aDivergedHeadLeavesTheOthersAlone() {
    TrainingData data = TestRows.draw(TORCH, 33, 8, 4);
    HeadRun good = Runs.sgd(0.1).epochs(2).run(11, List.of(7));
    HeadRun bad = Runs.sgd(1e30).epochs(2).run(11, List.of(7));
    try (HeadTrainer trainer =
            new HeadTrainer(TORCH, List.of(bad, good), SHAPE, data).tolerateDivergence();
        HeadTrainer alone = new HeadTrainer(TORCH, List.of(good), SHAPE, data)) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        trainer.epoch(epoch, 3, (done, losses) -> {});
        alone.epoch(epoch, 3, (done, losses) -> {});
      }
      assertThat(trainer.diverged(0)).isTrue();
      assertThat(trainer.diverged(1)).isFalse();
      assertThat(trainer.weights(1)).containsExactly(alone.weights(0), within(1e-5f));
    }
  }

  @Test
  void aStopAsksForNoFurtherEpoch() {
    TrainingState state = run(Runs.sgd(0.1).epochs(9), Optional.empty(), 2).get(1);
    assertThat(state.epoch()).isEqualTo(2);
  }

  @Test
  void aLossThatIsNotFiniteNamesEpochStepAndRate() {
    assertThatThrownBy(() -> run(Runs.sgd(1e30).epochs(2), Optional.empty(), 2))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("epoch 1, step 2 of 9")
        .hasMessageContaining("learning rate 1.0E30")
        .hasMessageContaining("lower train.learning-rate");
  }

  /**
   * Returns the state after each epoch; after {@code stopAfter} epochs the loop is told to stop.
   */
  private static List<TrainingState> run(Runs runs, Optional<TrainingState> from, int stopAfter) {
    TrainingData data = TestRows.draw(TORCH, 33, 8, 4);
    HeadRun run = runs.run(11, List.of(7));
    try (HeadTrainer trainer = new HeadTrainer(TORCH, List.of(run), SHAPE, data);
        EvaluationData set = new EvaluationData(List.of(data.features()), data.labels())) {
      TrainingLoop.Sets sets =
          new TrainingLoop.Sets(Optional.empty(), Optional.of(set), Optional.empty());
      TrainingLoop loop = new TrainingLoop(trainer, run.train(), sets, Progress.NONE);
      from.ifPresent(state -> loop.resume(0, state));
      List<TrainingState> states = new ArrayList<>();
      List<TrainingState> end =
          loop.run(
              heads -> states.add(heads.get(0)), () -> states.size() == stopAfter && stopAfter > 0);
      return states.isEmpty() ? end : states;
    }
  }
}

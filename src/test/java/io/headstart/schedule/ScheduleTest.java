package io.headstart.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What torch.optim has no schedules for; the others are compared with it in ReferenceTest. */
class ScheduleTest {
  private static final LearningRate NONE = Schedule.defaults().over(0.01, 0, 5);

  @Test
  void aRunOfNoEpochsHasARate() {
    assertThat(NONE.at(0)).isEqualTo(0.01);
    assertThat(new Cosine(Unit.EPOCH, 0, 0).over(0.01, 0, 5).at(0)).isEqualTo(0.01);
  }

  @Test
  void warmUpRisesFromNearZeroToTheScheduledRate() {
    LearningRate warm = new Constant(Unit.UPDATE, 3).over(0.4, 2, 5);
    assertThat(warm.at(0)).isCloseTo(0.1, within(1e-12));
    assertThat(warm.at(2)).isCloseTo(0.3, within(1e-12));
    assertThat(warm.at(3)).isEqualTo(0.4);
  }

  /** What a schedule says of itself is what its rates do: a resumed run warns by it. */
  @ParameterizedTest
  @MethodSource("all")
  void aScheduleDependsOnTheLengthOfTheRunExactlyIfItSaysSo(Schedule schedule) {
    LearningRate shorter = schedule.over(0.1, 4, 5);
    LearningRate longer = schedule.over(0.1, 9, 5);
    boolean same = LongStream.range(0, 20).allMatch(u -> shorter.at(u) == longer.at(u));
    assertThat(schedule.dependsOnLength()).isEqualTo(!same);
  }

  static Stream<Schedule> all() {
    return Stream.of(Schedule.class.getPermittedSubclasses())
        .map(
            type -> {
              try {
                return (Schedule) type.getMethod("defaults").invoke(null);
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  void linearRisesByTheSameAmount() {
    LearningRate linear = new Linear(Unit.UPDATE, 1e-4, 1, 0).over(0.01, 2, 5);
    assertThat(linear.at(0)).isEqualTo(1e-4);
    assertThat(linear.at(9)).isEqualTo(1);
    assertThat(linear.at(4) - linear.at(3)).isCloseTo(linear.at(8) - linear.at(7), within(1e-12));
  }

  @Test
  void geometricRisesByTheSameFactor() {
    LearningRate geometric = new Geometric(Unit.UPDATE, 1e-4, 1, 0).over(0.01, 2, 5);
    assertThat(geometric.at(0)).isEqualTo(1e-4);
    assertThat(geometric.at(9)).isCloseTo(1, within(1e-12));
    assertThat(geometric.at(4) / geometric.at(3)).isCloseTo(Math.pow(1e4, 1.0 / 9), within(1e-9));
  }
}

package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.experiment.SideBySide.Job;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SideBySideTest {
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final Progress progress =
      new Progress() {
        @Override
        public void line(String text) {
          said.add(text);
        }

        @Override
        public Task task(String name, String unit, long total) {
          throw new AssertionError("a bar of one job would overwrite that of another");
        }
      };
  private final Context context = new Context(Path.of("unused"), progress, () -> false);

  @Test
  void resultsComeInTheJobsOrderWhicheverEndsFirst() {
    CyclicBarrier together = new CyclicBarrier(2);
    Job<String> slow =
        new Job<>(
            "slow",
            own -> {
              meet(together);
              meet(together);
              own.progress().line("done");
              return "slow";
            });
    Job<String> fast =
        new Job<>(
            "fast",
            own -> {
              meet(together);
              own.progress().task("bar", "epochs", 3).done(1);
              own.progress().warning("done");
              meet(together);
              return "fast";
            });
    assertThat(new SideBySide(context, 2).run(List.of(slow, fast))).containsExactly("slow", "fast");
    assertThat(said).containsExactlyInAnyOrder("slow: done", "fast: done");
  }

  @Test
  void eachJobHasItsShareOfTheProcessor() {
    int all = context.threads();
    Job<Integer> threads = new Job<>("threads", Context::threads);
    assertThat(new SideBySide(context, 1).run(List.of(threads))).containsExactly(all);
    assertThat(new SideBySide(context, 2 * all).run(List.of(threads, threads)))
        .containsExactly(1, 1);
  }

  /** The second job would run for ever; the third must not begin. */
  @ParameterizedTest
  @MethodSource("failures")
  void theFirstFailureStopsTheOthersAndIsTheOneThatIsTold(Runnable failure) {
    CyclicBarrier together = new CyclicBarrier(2);
    List<String> begun = Collections.synchronizedList(new ArrayList<>());
    Job<String> failing =
        new Job<>(
            "failing",
            own -> {
              meet(together);
              failure.run();
              return "not reached";
            });
    Job<String> stopped =
        new Job<>(
            "stopped",
            own -> {
              meet(together);
              while (!own.stop().getAsBoolean()) {
                Thread.onSpinWait();
              }
              throw failure("the second");
            });
    Job<String> never =
        new Job<>(
            "never",
            own -> {
              begun.add("never");
              return "never";
            });
    assertThatThrownBy(() -> new SideBySide(context, 2).run(List.of(stopped, failing, never)))
        .hasMessageContaining("the first");
    assertThat(begun).isEmpty();
  }

  static List<Runnable> failures() {
    return List.of(
        () -> {
          throw failure("the first");
        },
        () -> {
          throw new OutOfMemoryError("the first");
        });
  }

  private static Failure failure(String what) {
    return Failure.run(what).received("r").accepted("a").next("n").build();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}

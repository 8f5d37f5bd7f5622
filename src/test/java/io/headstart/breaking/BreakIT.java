package io.headstart.breaking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A small, seeded share of {@code benchmarks/break}. */
@EnabledOnOs(OS.LINUX)
class BreakIT {
  private static final Path JAR = Path.of(System.getProperty("trainer.jar", "target/trainer.jar"));
  private static final Path TESTS = Path.of("target", "test-classes");
  private static final long SEED = 1;

  @TempDir private Path folder;

  private void findsNothing(Part part, int count, Job... jobs) throws Exception {
    try (Bench bench = new Bench(JAR, TESTS, folder, List.of(jobs), SEED)) {
      part.run(bench, count);
      assertThat(bench.findings().all()).isEmpty();
      assertThat(bench.findings().done()).isGreaterThanOrEqualTo(count);
    }
  }

  @Test
  void killedRunsEndWithTheBytesOfUndisturbedOnes() throws Exception {
    findsNothing(new Kills(), 2, Job.TRAIN, Job.SEARCH);
  }

  @Test
  void aDiskThatRefusesOrForgetsCostsNoResult() throws Exception {
    findsNothing(new Faults(), 16, Job.TRAIN, Job.SEARCH);
  }

  @Test
  void damagedFilesGiveNoOtherFigures() throws Exception {
    findsNothing(new Mutations(Optional.empty()), 33, Job.TRAIN);
  }

  @Test
  void processesBesideEachOtherGiveWhatOneGives() throws Exception {
    findsNothing(new Crowd(), 1, Job.FEATURES);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsExplained() throws Exception {
    findsNothing(new ReadOnlyPlaces(), 9, Job.TRAIN, Job.REPORT);
  }
}

package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import io.headstart.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final TorchRuntime TORCH =
      TorchRuntime.start(RuntimeOptions.on("cpu").withThreads(1));

  @Test
  void aHundredRunsInOneProcessKeepResidentMemoryFlat() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "Linux says what it uses");
    for (int i = 0; i < 20; i++) {
      run(i);
    }
    long before = resident();
    for (int i = 0; i < 100; i++) {
      run(i);
    }
    // A run holds 5 MB on the device (parameters, gradients, two moments, features); a hundred that
    // leaked would hold 500.
    assertThat(resident() - before).isLessThan(60L << 20);
  }

  private static void run(long seed) {
    TrainingData data = TestRows.draw(TORCH, 500, 512, 10);
    MlpShape shape = new MlpShape(512, List.of(512), 10);
    HeadRun run = Runs.of(Adam.defaults(), 0.001).epochs(1).batch(100).run(seed, List.of(512));
    try (DeviceRows rows = data.features();
        HeadTrainer trainer = new HeadTrainer(TORCH, List.of(run), shape, data);
        EvaluationData set = new EvaluationData(List.of(rows), data.labels())) {
      TrainingLoop.Sets sets =
          new TrainingLoop.Sets(Optional.empty(), Optional.of(set), Optional.empty());
      new TrainingLoop(trainer, run.train(), sets, Progress.NONE).run(states -> {}, () -> false);
    }
  }

  /** Returns the resident memory in bytes, after the garbage is gone. */
  private static long resident() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

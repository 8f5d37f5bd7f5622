package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.engine.ChildJvm;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import io.headstart.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, whose Java heap is all there from the start: what grows is native. */
class MemoryTest {

  @TempDir private Path folder;

  @Test
  void aHundredRunsInOneProcessKeepResidentMemoryFlat() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "Linux says what it uses");
    List<String> heap = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
    String printed = ChildJvm.output(ChildJvm.start(folder, Map.of(), heap, MemoryTest.class));
    long grown =
        printed
            .lines()
            .filter(line -> line.startsWith("grown "))
            .mapToLong(line -> Long.parseLong(line.substring(6)))
            .findFirst()
            .orElseThrow(() -> new AssertionError(printed));
    // A run holds 5 MB on the device (parameters, gradients, two moments, features); a hundred that
    // leaked would hold 500.
    assertThat(grown).isLessThan(60L << 20);
  }

  /** Trains, and prints by how many bytes the process has grown. */
  public static void main(String[] args) throws IOException {
    TorchRuntime torch = TorchRuntime.start(RuntimeOptions.on("cpu").withThreads(1));
    for (int i = 0; i < 20; i++) {
      run(torch, i);
    }
    long before = resident();
    for (int i = 0; i < 100; i++) {
      run(torch, i);
    }
    System.out.println("grown " + (resident() - before));
  }

  private static void run(TorchRuntime torch, long seed) {
    TrainingData data = TestRows.draw(torch, 500, 512, 10);
    MlpShape shape = new MlpShape(512, List.of(512), 10);
    HeadRun run = Runs.of(Adam.defaults(), 0.001).epochs(1).batch(100).run(seed, List.of(512));
    try (DeviceRows rows = data.features();
        HeadTrainer trainer = new HeadTrainer(torch, List.of(run), shape, data);
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

package io.headstart.train;

import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An epoch of 512-64-10 by SGD over 10,000 rows in batches of 64, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EpochBenchmark {
  private TorchRuntime torch;
  private HeadTrainer trainer;
  private int epoch;

  /** Makes the head and its rows. */
  @Setup
  public void open() {
    torch = TorchRuntime.start(RuntimeOptions.on("cpu").withThreads(1));
    HeadRun run = Runs.sgd(0.01).epochs(Integer.MAX_VALUE).batch(64).run(0, List.of(64));
    MlpShape shape = new MlpShape(512, List.of(64), 10);
    trainer =
        new HeadTrainer(torch, List.of(run), shape, TestRows.draw(torch, 10_000, 512, 10));
  }

  /** 157 updates. */
  @Benchmark
  public void epoch() {
    // The threads of a benchmark are not the one that set it up, and the setting is a thread's own.
    torch.computing(
        1,
        () -> {
          trainer.epoch(++epoch, Integer.MAX_VALUE, (done, losses) -> {});
          return trainer;
        });
  }

  /** Frees the device. */
  @TearDown
  public void close() {
    trainer.close();
    torch.close();
  }
}

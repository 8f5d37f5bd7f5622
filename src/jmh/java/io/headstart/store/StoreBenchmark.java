package io.headstart.store;

import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import io.headstart.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Features of 10,000 images, 512 each (20 MB), on the disk of the temporary folder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StoreBenchmark {
  private static final int ROWS = 10_000;
  private static final int DIMENSION = 512;

  private Path folder;
  private FeatureStore store;
  private FloatBuffer rows;
  private Map<String, Tensor> tensors;

  /** Makes the entry. */
  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("headstart-benchmark");
    store = new LocalFeatureStore(folder, Progress.NONE);
    store.obtain(StoreFixture.request(ROWS, DIMENSION), FakeSource.of(DIMENSION));
    rows = FloatBuffer.allocate(ROWS * DIMENSION);
    tensors = Map.of("features", Tensor.of(new float[ROWS * DIMENSION], ROWS, DIMENSION));
  }

  /** Opens the entry, which checks its SHA-256, and copies all rows out. */
  @Benchmark
  public FloatBuffer read() {
    StoredFeatures features = store.find(StoreFixture.KEY).orElseThrow();
    features.copyRows(0, ROWS, rows.clear());
    return rows;
  }

  /** Writes a file of that size and renames it into place. */
  @Benchmark
  public void write() {
    Safetensors.write(folder.resolve("written.safetensors"), tensors, Map.of());
  }

  /** Removes the folder. */
  @TearDown
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(StoreBenchmark::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

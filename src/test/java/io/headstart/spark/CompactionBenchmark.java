package io.headstart.spark;

import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import io.headstart.config.Settings;
import io.headstart.data.ArrayImageSet;
import io.headstart.experiment.Context;
import io.headstart.features.RemoteExtraction.Wanted;
import io.headstart.store.FeatureKey;
import io.headstart.store.FeatureRequest;
import io.headstart.store.LocalFeatureStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * How fast the driver makes an entry of whole chunks: reads and checks them, writes, forces and
 * hashes. Arguments: an empty folder, images.
 */
final class CompactionBenchmark {
  private static final int DIMENSION = 512;

  private CompactionBenchmark() {}

  /** What the chunks are cut by. */
  private static final class SixteenAtATime implements Backbone {
    @Override
    public BackboneDescription description() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int dimension(int height, int width) {
      return DIMENSION;
    }

    @Override
    public int batchSize() {
      return 16;
    }

    @Override
    public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** Measures and prints. */
  public static void main(String[] args) {
    Path home = Path.of(args[0]).toAbsolutePath();
    int count = Integer.parseInt(args[1]);
    FeatureRequest request =
        new FeatureRequest(FeatureKey.of(Map.of("a", "b")), "images", new long[count], DIMENSION);
    SparkCluster cluster = new SparkCluster(new SparkConf(false), true);
    Context context = new Context(home, Progress.NONE, () -> false);
    ChunkFolder chunks =
        new ChunkFolder(home.resolve("features").toUri(), request.key().id(), cluster.hadoop());
    ChunkPlan plan = ChunkPlan.of(count, 16, request.rowBytes());
    for (int from : plan.missing(0, Map.of())) {
      int bytes = (int) (plan.countAt(from) * request.rowBytes());
      ByteBuffer rows = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
      chunks.write(new FeatureChunk(from, rows, DIMENSION, new int[0], List.of()));
    }
    ArrayImageSet none = new ArrayImageSet("images", 1, 1, new byte[0], new byte[0]);
    Wanted wanted = new Wanted(new SixteenAtATime(), 0, none, request);
    RemoteRows rows = new RemoteRows(cluster, Settings.defaults(), context, wanted);
    long start = System.nanoTime();
    new LocalFeatureStore(home.resolve("features"), Progress.NONE).obtain(request, rows);
    double seconds = (System.nanoTime() - start) / 1e9;
    double megabytes = count * request.rowBytes() / 1e6;
    System.out.printf(
        Locale.ROOT, "%.0f MB in %.1f s: %.0f MB/s%n", megabytes, seconds, megabytes / seconds);
    rows.forget();
  }
}

package io.headstart.spark;

import io.headstart.experiment.Context;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two threads of Spark in this process: one for all tests, as it takes seconds to start. */
final class LocalSpark implements BeforeAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LocalSpark.class);

  private SparkCluster cluster;

  /** Closed by JUnit when the last test has run. */
  private record Shared(SparkCluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext tests) {
    cluster =
        tests
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Shared.class, type -> new Shared(start()), Shared.class)
            .cluster();
  }

  private static SparkCluster start() {
    return new SparkCluster(
        new SparkConf(false)
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set(SparkCluster.MANY_ROWS, "100")
            .set("spark.hadoop.fs.shared.impl", SharedFileSystem.class.getName())
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1"),
        true);
  }

  SparkCluster cluster() {
    return cluster;
  }

  /** Returns the context of a flow that has its features made by Spark. */
  Context context(Context alone) {
    return alone.withCluster(cluster);
  }
}

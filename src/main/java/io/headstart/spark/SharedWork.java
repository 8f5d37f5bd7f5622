package io.headstart.spark;

import io.headstart.experiment.Context;
import io.headstart.experiment.SentWork;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Parts of some work, each a task, and some of them a job: what the tasks of one job give may take
 * {@code spark.driver.maxResultSize} together.
 */
final class SharedWork<T extends Serializable> {
  private static final int PARTS = 32;

  private final SparkCluster cluster;
  private final SentWork<T> work;
  private final Context context;

  SharedWork(SparkCluster cluster, SentWork<T> work, Context context) {
    this.cluster = cluster;
    this.work = work;
    this.context = context;
  }

  /** Does all parts; see {@link io.headstart.experiment.Cluster#share}. */
  void run(String device, Consumer<T> each) {
    JavaSparkContext spark = cluster.spark(context.progress());
    Broadcast<DoPart.Shared<T>> shared =
        spark.broadcast(
            new DoPart.Shared<>(work, device, DriverRules.of(context, spark.isLocal())));
    Deque<JavaFutureAction<List<T>>> jobs = new ArrayDeque<>();
    spark.sc().setJobDescription("%s: %,d parts".formatted(work.name(), work.parts()));
    try {
      for (int from = 0; from < work.parts(); from += PARTS) {
        List<Integer> parts =
            IntStream.range(from, Math.min(work.parts(), from + PARTS)).boxed().toList();
        jobs.add(spark.parallelize(parts, parts.size()).map(new DoPart<>(shared)).collectAsync());
      }
      while (!jobs.isEmpty()) {
        results(jobs.element()).forEach(each);
        jobs.remove();
      }
    } finally {
      jobs.forEach(job -> job.cancel(true));
      spark.sc().setJobDescription(null);
      shared.destroy();
    }
  }

  private List<T> results(JavaFutureAction<List<T>> job) {
    new SparkJob(job, context.stop(), work.name(), cluster.failures()).await(() -> {});
    try {
      return job.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("it has ended well", e);
    }
  }
}

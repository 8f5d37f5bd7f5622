package io.headstart.spark;

import io.headstart.config.FeatureSettings;
import io.headstart.experiment.Context;
import io.headstart.experiment.SentWork;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Parts of some work, each a job of one task, a few jobs for each core under way: what a part gives
 * is heard as soon as those before it are done, and no more of it waits in the driver than these.
 */
final class SharedWork<T extends Serializable> {
  /** Jobs under way for each core: one that is done, one at work, one more. */
  private static final int JOBS = 3;

  private final SparkCluster cluster;
  private final SentWork<T> work;
  private final Context context;
  private final Deque<JavaFutureAction<List<T>>> underWay = new ArrayDeque<>();

  SharedWork(SparkCluster cluster, SentWork<T> work, Context context) {
    this.cluster = cluster;
    this.work = work;
    this.context = context;
  }

  /** Does all parts; see {@link io.headstart.experiment.Cluster#share}. */
  void run(String device, Consumer<T> each) {
    JavaSparkContext spark = cluster.spark(context.progress());
    Broadcast<DoPart.Shared<T>> shared = spark.broadcast(shared(device, spark));
    spark.sc().setJobDescription("%s: %,d parts".formatted(work.name(), work.parts()));
    try {
      for (int part = 0; part < work.parts(); part++) {
        underWay.add(spark.parallelize(List.of(part), 1).map(new DoPart<>(shared)).collectAsync());
        while (underWay.size() > JOBS * spark.defaultParallelism()) {
          hear(each);
        }
      }
      while (!underWay.isEmpty()) {
        hear(each);
      }
    } finally {
      underWay.forEach(job -> job.cancel(true));
      spark.sc().setJobDescription(null);
      shared.destroy();
    }
  }

  private DoPart.Shared<T> shared(String device, JavaSparkContext spark) {
    ArrayList<List<SentFile>> weights = new ArrayList<>();
    for (FeatureSettings one : work.backbones().map(FeatureSettings::each).orElse(List.of())) {
      weights.add(new ArrayList<>(cluster.sent(one, context)));
    }
    return new DoPart.Shared<>(work, device, weights, DriverRules.of(context, spark.isLocal()));
  }

  /** Waits for the first part under way. */
  private void hear(Consumer<T> each) {
    JavaFutureAction<List<T>> first = underWay.element();
    new SparkJob(first, context.stop(), work.name(), cluster.failures()).await(() -> {});
    underWay.remove();
    try {
      each.accept(first.get().get(0));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("it has ended well", e);
    }
  }
}

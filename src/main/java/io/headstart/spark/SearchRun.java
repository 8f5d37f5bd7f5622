package io.headstart.spark;

import io.headstart.config.FeatureSettings;
import io.headstart.experiment.Context;
import io.headstart.experiment.SentTrials;
import io.headstart.search.TrialJournal;
import io.headstart.search.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;

/** One job of Spark: passes of a search, each a task. */
final class SearchRun {
  private final SparkCluster cluster;
  private final Context context;

  SearchRun(SparkCluster cluster, Context context) {
    this.cluster = cluster;
    this.context = context;
  }

  /** Trains passes; see {@link io.headstart.experiment.Cluster#train}. */
  boolean train(SentTrials trials, List<Integer> passes, Consumer<TrialResult> sink) {
    if (passes.isEmpty()) {
      return true;
    }
    JavaSparkContext spark = cluster.spark(context.progress());
    List<List<SentFile>> weights = new ArrayList<>();
    for (FeatureSettings one : trials.features().each()) {
      weights.add(new ArrayList<>(cluster.sent(one, context)));
    }
    CollectionAccumulator<String> results = new CollectionAccumulator<>();
    spark.sc().register(results, "trials");
    Broadcast<TrainPass.Work> work =
        spark.broadcast(
            new TrainPass.Work(trials, weights, DriverRules.of(context, spark.isLocal())));
    spark
        .sc()
        .setJobDescription(
            "search: %,d trials in %,d passes".formatted(trials.trials().size(), passes.size()));
    try {
      List<String> heard = new ArrayList<>();
      new SparkJob(
              spark.parallelize(passes, passes.size()).foreachAsync(new TrainPass(work, results)),
              context.stop(),
              "the search",
              cluster.failures())
          .await(() -> hear(results, heard, sink));
      return true;
    } finally {
      spark.sc().setJobDescription(null);
      work.destroy();
    }
  }

  private static void hear(
      CollectionAccumulator<String> results, List<String> heard, Consumer<TrialResult> sink) {
    List<String> all = results.value();
    for (String line : List.copyOf(all.subList(heard.size(), all.size()))) {
      heard.add(line);
      sink.accept(TrialJournal.parse(line).orElseThrow());
    }
  }
}

package io.headstart.spark;

import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.config.SettingsWriter;
import io.headstart.data.ImageSet;
import io.headstart.data.ImageWindow;
import io.headstart.experiment.Context;
import io.headstart.features.RemoteExtraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;

/** One job of Spark: chunks of an entry, each a task. */
final class ExtractionRun {
  private final SparkCluster cluster;
  private final Settings settings;
  private final Context context;
  private final RemoteExtraction.Wanted wanted;
  private final ChunkPlan plan;

  ExtractionRun(
      SparkCluster cluster,
      Settings settings,
      Context context,
      RemoteExtraction.Wanted wanted,
      ChunkPlan plan) {
    this.cluster = cluster;
    this.settings = settings;
    this.context = context;
    this.wanted = wanted;
    this.plan = plan;
  }

  /**
   * Makes chunks.
   *
   * @param starts their first rows
   * @param made hears how many rows are made
   * @return what the tasks say
   */
  List<ChunkReport> make(List<Integer> starts, LongConsumer made) {
    JavaSparkContext spark = cluster.spark(context.progress());
    CollectionAccumulator<String> reports = new CollectionAccumulator<>();
    spark.sc().register(reports, "chunks");
    Broadcast<ExtractionWork> work = spark.broadcast(work());
    spark
        .sc()
        .setJobDescription(
            "features of %s: %,d chunks of %,d images"
                .formatted(wanted.request().name(), starts.size(), plan.rows()));
    try {
      List<ImageWindow> windows = windows(starts);
      SparkJob job =
          new SparkJob(
              spark
                  .parallelize(windows, windows.size())
                  .foreachAsync(new ExtractChunk(work, reports)),
              context.stop(),
              wanted.request().name(),
              cluster.failures());
      List<ChunkReport> heard = new ArrayList<>();
      job.await(() -> hear(reports, heard, made));
      return heard;
    } finally {
      spark.sc().setJobDescription(null);
      work.destroy();
    }
  }

  /** Takes up what was reported since: progress, and broken images, of which too many end it. */
  private void hear(
      CollectionAccumulator<String> reports, List<ChunkReport> heard, LongConsumer made) {
    List<String> all = reports.value();
    for (String text : all.subList(heard.size(), all.size())) {
      ChunkReport report = ChunkReport.parse(text);
      heard.add(report);
      for (int i = 0; i < report.broken().length; i++) {
        wanted.images().noteBroken(report.broken()[i], report.reasons().get(i));
      }
    }
    made.accept(heard.stream().mapToLong(ChunkReport::count).sum());
  }

  private List<ImageWindow> windows(List<Integer> starts) {
    ImageSet part = wanted.images().source();
    return starts.stream()
        .map(from -> ImageWindow.of(part, settings.data().source(), from, plan.countAt(from)))
        .toList();
  }

  private ExtractionWork work() {
    FeatureSettings one = settings.features().each().get(wanted.place());
    ExtractionSetup setup =
        new ExtractionSetup(
            SettingsWriter.yaml(elsewhere()),
            wanted.place(),
            wanted.backbone().description().precision(),
            new TreeMap<>(wanted.backbone().identity()),
            wanted.backbone().description().hash(),
            List.copyOf(cluster.sent(one, context)),
            DriverRules.of(context, cluster.spark(context.progress()).isLocal()));
    return new ExtractionWork(
        setup,
        wanted.images().name(),
        Stores.place(settings, context),
        wanted.request().key().id());
  }

  /** Other processes have other working folders. */
  private Settings elsewhere() {
    Optional<String> path = settings.data().path().map(Context::absolute);
    return settings.withData(settings.data().at(path).withAll());
  }
}

package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.Address;
import io.headstart.config.FeatureSettings;
import io.headstart.config.Settings;
import io.headstart.data.FilePlace;
import io.headstart.experiment.Classification;
import io.headstart.experiment.Cluster;
import io.headstart.experiment.Context;
import io.headstart.experiment.SentClassifier;
import io.headstart.experiment.SentTrials;
import io.headstart.experiment.SentWork;
import io.headstart.features.RemoteExtraction;
import io.headstart.inference.Answer;
import io.headstart.inference.Prediction;
import io.headstart.search.TrialResult;
import io.headstart.store.FeatureStore;
import java.io.Serializable;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The cluster that {@code spark-submit} gave this process. Connects when the first work comes: a
 * run whose features are all in the store needs none.
 */
public final class SparkCluster implements Cluster, AutoCloseable {
  /**
   * A property of Spark: so many rows are compared with one another by the cluster, fewer by the
   * driver. 32,768 take a core some ten seconds, about as long as executors take to start.
   */
  static final String MANY_ROWS = "spark.headstart.many-rows";

  private final SparkConf conf;
  private final Map<FeatureSettings, List<SentFile>> sent = new HashMap<>();
  private JavaSparkContext spark;
  private TaskFailures failures = new TaskFailures(Progress.NONE);

  /**
   * Prepares.
   *
   * @param conf names the master
   * @param quiet whether Spark's own log is kept to warnings
   */
  SparkCluster(SparkConf conf, boolean quiet) {
    this.conf = conf.setIfMissing("spark.app.name", "headstart");
    // A machine that fails at its tasks gets no more of them, and the others go on.
    conf.setIfMissing("spark.excludeOnFailure.enabled", "true");
    if (quiet) {
      conf.setIfMissing("spark.log.level", "WARN");
    }
  }

  /**
   * Returns the cluster of this process.
   *
   * @param quiet whether Spark's own log is kept to warnings
   * @throws Failure (missing) without Spark
   */
  public static SparkCluster submitted(boolean quiet) {
    try {
      return new SparkCluster(new SparkConf(), quiet);
    } catch (NoClassDefFoundError e) {
      throw SparkHome.missing("no class " + e.getMessage());
    }
  }

  synchronized JavaSparkContext spark(Progress progress) {
    if (spark == null) {
      spark = new JavaSparkContext(conf);
      failures = new TaskFailures(progress);
      spark.sc().addSparkListener(failures);
    }
    return spark;
  }

  synchronized TaskFailures failures() {
    return failures;
  }

  /** Returns Hadoop's configuration, as the cluster's processes have it. */
  Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /** Returns the weights of a backbone, sent to all machines once. */
  synchronized List<SentFile> sent(FeatureSettings one, Context context) {
    return sent.computeIfAbsent(
        one,
        wanted ->
            SentWeights.send(wanted, context.home(), context.offline(), spark(context.progress())));
  }

  @Override
  public RemoteExtraction extraction(Settings settings, Context context) {
    return wanted -> new RemoteRows(this, settings, context, wanted);
  }

  @Override
  public boolean train(
      SentTrials trials, List<Integer> passes, Context context, Consumer<TrialResult> sink) {
    return new SearchRun(this, context).train(trials, passes, sink);
  }

  @Override
  public <T extends Serializable> void share(
      SentWork<T> work, String device, Context context, Consumer<T> each) {
    new SharedWork<>(this, work, context).run(device, each);
  }

  @Override
  public int manyRows() {
    return conf.getInt(MANY_ROWS, 32_768);
  }

  @Override
  public Classification classification(
      SentClassifier classifier, Context context, Consumer<Answer<Prediction>> each) {
    return new RemoteClassification(this, classifier, context, each);
  }

  @Override
  public Optional<FilePlace> files(Address address) {
    return new HadoopFiles(hadoop()).find(address);
  }

  @Override
  public FeatureStore store(URI place, Context context) {
    return Stores.open(place, context, hadoop());
  }

  @Override
  public synchronized void close() {
    ExtractionSession.closeIdle();
    ClassifierPool.closeIdle();
    if (spark != null) {
      spark.close();
      spark = null;
    }
  }
}

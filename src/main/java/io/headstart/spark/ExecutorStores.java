package io.headstart.spark;

import io.headstart.config.Address;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The cluster as a task sees it: it finds features in the store, and hands no work on. */
final class ExecutorStores implements Cluster {
  @Override
  public RemoteExtraction extraction(Settings settings, Context context) {
    return wanted -> new UnseenRows(wanted, Stores.place(settings, context));
  }

  @Override
  public boolean train(
      SentTrials trials, List<Integer> passes, Context context, Consumer<TrialResult> sink) {
    throw new IllegalStateException("a task hands no trials on");
  }

  @Override
  public <T extends Serializable> void share(
      SentWork<T> work, String device, Context context, Consumer<T> each) {
    throw new IllegalStateException("a task hands no work on");
  }

  @Override
  public int manyRows() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Classification classification(
      SentClassifier classifier, Context context, Consumer<Answer<Prediction>> each) {
    throw new IllegalStateException("a task hands no images on");
  }

  @Override
  public Optional<FilePlace> files(Address address) {
    return new HadoopFiles(hadoop()).find(address);
  }

  /** Returns Hadoop's configuration, as the driver has it. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
  }

  @Override
  public FeatureStore store(URI place, Context context) {
    return Stores.open(place, context, hadoop());
  }
}

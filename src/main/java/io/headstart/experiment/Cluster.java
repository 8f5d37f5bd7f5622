package io.headstart.experiment;

import io.headstart.config.Address;
import io.headstart.config.Settings;
import io.headstart.data.FilePlace;
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

/** Other machines that share the work of a flow, and the file systems that they have in common. */
public interface Cluster {
  /** Returns who makes the features that settings name; nothing is started before it is needed. */
  RemoteExtraction extraction(Settings settings, Context context);

  /**
   * Trains passes of a search, each on one machine, from features in the store.
   *
   * @param trials of which the passes are
   * @param passes which, by their numbers from 0
   * @param sink receives each result as it comes; never called by two threads at once
   * @return whether all were trained: false when asked to stop
   */
  boolean train(
      SentTrials trials, List<Integer> passes, Context context, Consumer<TrialResult> sink);

  /**
   * Does work in parts.
   *
   * @param device in the spelling of the settings
   * @param each receives what the parts give, in their order; never called by two threads at once
   * @throws io.headstart.Failure what a part failed by, or that the work was stopped
   */
  <T extends Serializable> void share(
      SentWork<T> work, String device, Context context, Consumer<T> each);

  /** Returns how many rows are so many that comparing them with one another is shared. */
  int manyRows();

  /**
   * Opens a checkpoint on all machines, to classify images there.
   *
   * @param each hears of every image, in their order; never called by two threads at once
   */
  Classification classification(
      SentClassifier classifier, Context context, Consumer<Answer<Prediction>> each);

  /** Finds files on a shared file system, see {@link io.headstart.data.RemoteFiles#find}. */
  Optional<FilePlace> files(Address address);

  /**
   * Opens a feature store on a shared file system.
   *
   * @param place its folder there
   * @param context whose home keeps copies of the entries in use
   */
  FeatureStore store(URI place, Context context);
}

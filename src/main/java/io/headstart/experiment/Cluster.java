package io.headstart.experiment;

import io.headstart.config.Settings;
import io.headstart.features.RemoteExtraction;
import io.headstart.store.FeatureStore;
import java.net.URI;

/** Other machines that share the work of a flow, and the file systems that they have in common. */
public interface Cluster {
  /** Returns who makes the features that settings name; nothing is started before it is needed. */
  RemoteExtraction extraction(Settings settings, Context context);

  /**
   * Opens a feature store on a shared file system.
   *
   * @param place its folder there
   * @param context whose home keeps copies of the entries in use
   */
  FeatureStore store(URI place, Context context);
}

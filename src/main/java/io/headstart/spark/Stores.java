package io.headstart.spark;

import io.headstart.config.Address;
import io.headstart.config.Settings;
import io.headstart.experiment.Context;
import io.headstart.store.FeatureStore;
import io.headstart.store.LocalFeatureStore;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Where feature stores lie that several machines share. */
final class Stores {
  private Stores() {}

  /** Returns where the store of the settings lies. */
  static URI place(Settings settings, Context context) {
    String place =
        settings.store().path().orElse(LocalFeatureStore.folder(context.home()).toString());
    return Address.isOne(place)
        ? URI.create(place)
        : Path.of(place).toAbsolutePath().normalize().toUri();
  }

  /** Opens a store with a Hadoop address. */
  static FeatureStore open(URI place, Context context, Configuration hadoop) {
    return new HadoopFeatureStore(place, context, hadoop);
  }
}

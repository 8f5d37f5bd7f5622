package io.headstart.config;

import io.headstart.setting.Setting;
import java.util.Optional;

/** Where features are kept. */
public record StoreSettings(
    @Setting(
            "The folder of the feature store; null: features in the caches' folder. On several"
                + " machines a folder that all of them see, or a Hadoop address such as"
                + " hdfs://HOST/PATH or s3a://BUCKET/PATH.")
        Optional<String> path) {
  /** What is secret in an address is not kept, so that it is written nowhere. */
  public StoreSettings {
    path = path.map(Address::withoutSecrets);
  }

  static StoreSettings defaults() {
    return new StoreSettings(Optional.empty());
  }
}
